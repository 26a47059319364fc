"""What Postgres means to do for a statement."""

import json
from collections.abc import Iterator, Sequence

from django.db import connection


def nodes_of_plan(sql: str, params: Sequence | None = None) -> Iterator[dict]:
    """The steps of the plan of a statement, each as EXPLAIN tells it (“Node Type”, “Index Name” …)."""
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}", params)
        (answer,) = cursor.fetchone()
    plans = json.loads(answer) if isinstance(answer, str) else answer
    waiting = [plans[0]["Plan"]]
    while waiting:
        node = waiting.pop()
        yield node
        waiting += node.get("Plans", [])
