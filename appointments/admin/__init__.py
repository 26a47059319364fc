"""What the admin shows of patients' requests and visits; importing a module registers its entries."""

from . import queue, records, visits

__all__ = ["queue", "records", "visits"]
