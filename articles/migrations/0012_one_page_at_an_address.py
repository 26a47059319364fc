"""Two pages are never live at one address at once: the database refuses it.

A range of moments at an address: rows of address and time are compared from left to right, so two such
ranges overlap exactly when the address is the same and the times overlap. Without an extension no index
can ask for “equal and overlapping” in any other way that is exact.
"""

from django.db import migrations

TYPES = """
CREATE TYPE articles_moment AS (
    kind text COLLATE "C", language text COLLATE "C", slug text COLLATE "C", at timestamptz
);
CREATE TYPE articles_span AS RANGE (subtype = articles_moment);
"""
CONSTRAINT = """
ALTER TABLE articles_publication ADD CONSTRAINT publication_one_at_an_address EXCLUDE USING gist (
    articles_span(
        ROW(kind, language, slug, live_from)::articles_moment,
        ROW(kind, language, slug, coalesce(live_until, 'infinity'))::articles_moment
    ) WITH &&
);
"""


class Migration(migrations.Migration):
    dependencies = [("articles", "0011_share_links")]
    operations = [
        migrations.RunSQL(TYPES, "DROP TYPE articles_span; DROP TYPE articles_moment;"),
        migrations.RunSQL(
            CONSTRAINT,
            "ALTER TABLE articles_publication DROP CONSTRAINT publication_one_at_an_address;",
        ),
        migrations.RemoveConstraint(
            model_name="publication",
            name="publication_one_open_per_address",
        ),
    ]
