"""How long the staff's lists of pages take, narrowed by each of their filters: `python -m bench.staff_lists ACCOUNT`

It works in the database that `DATABASE_URL` names, which bench.importing has filled, and moves its pages about
so that each filter finds some. No list shall take more than a second.
"""

import logging
import os
import sys
import time

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "spinecenter.settings")
django.setup()

from django.contrib.auth.models import User  # noqa: E402 - models need the set-up
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import setup_test_environment  # noqa: E402
from django.urls import reverse  # noqa: E402

LISTS = ("article", "conditionpage", "publication", "revision", "trashedpage")
SEARCHES = ("sciatica", "nerve root", "zzz")
# Every twentieth page is a draft, every thirtieth in review, and so on; reviews fall due over two years.
MOVE = """
UPDATE articles_page SET owner_id = %(account)s, status = CASE
    WHEN id %% 20 = 0 THEN 'draft' WHEN id %% 30 = 1 THEN 'in-review' WHEN id %% 40 = 2 THEN 'approved'
    ELSE status END;
UPDATE articles_page SET trashed_at = now(), trashed_by_id = %(account)s WHERE id %% 50 = 3;
UPDATE articles_publication SET review_due = current_date - 365 + (id %% 730)::int WHERE id %% 3 <> 0;
UPDATE articles_publication SET live_until = now() WHERE id %% 25 = 4;
ANALYZE;
"""


def main(username):
    setup_test_environment(debug=False)  # which keeps what a template was given
    logging.disable()
    call_command("collectstatic", interactive=False, verbosity=0)
    account = User.objects.get(username=username)
    with connection.cursor() as cursor:
        cursor.execute(MOVE, {"account": account.pk})
    client = Client()
    client.force_login(account)
    for name in LISTS:
        address = reverse(f"admin:articles_{name}_changelist")
        measured = {query: seconds(client, address + query) for query in queries(client, address)}
        slowest = max(measured, key=measured.__getitem__)
        ordered = sorted(measured.values())
        print(
            f"{f'the list of {name}s, {len(measured)} ways':<44} "
            f"{ordered[len(ordered) // 2] * 1000:8.1f} ms {ordered[-1] * 1000:8.1f} ms  {slowest}"
        )


def queries(client, address):
    """Each way to narrow or to order a list that it offers itself, and some searches."""
    shown = client.get(address).context["cl"]
    filters = [
        choice["query_string"] for spec in shown.filter_specs for choice in spec.choices(shown)
    ]
    columns = [f"?o={number}" for number in range(1, len(shown.list_display))]
    searches = [f"?q={words.replace(' ', '+')}" for words in SEARCHES if shown.search_fields]
    return dict.fromkeys(["", *filters, *columns, *searches])


def seconds(client, address):
    """The shorter of two times: the first may have had to read from disk."""
    return min(timed(client, address) for _ in range(2))


def timed(client, address):
    started = time.perf_counter()
    answer = client.get(address)
    assert answer.status_code == 200, address
    return time.perf_counter() - started


if __name__ == "__main__":
    main(sys.argv[1])
