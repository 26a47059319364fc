"""What the admin shows of patients' requests and visits; importing a module registers its entries."""

from . import leaving, queue, records, visits

__all__ = ["leaving", "queue", "records", "visits"]
