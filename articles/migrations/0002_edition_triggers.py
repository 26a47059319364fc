"""Care cards and topics stand on many pages: a change of one raises the site edition."""

from django.db import migrations


def watch(table):
    return migrations.RunSQL(
        f"CREATE TRIGGER raise_edition AFTER INSERT OR UPDATE OR DELETE ON {table}"
        " FOR EACH STATEMENT EXECUTE FUNCTION clinic_raise_edition();",
        f"DROP TRIGGER raise_edition ON {table};",
    )


class Migration(migrations.Migration):
    dependencies = [("articles", "0001_initial"), ("clinic", "0002_site_edition")]
    operations = [
        # A card's words change for readers when a reviewer approves them.
        watch("articles_carecardmove"),
        watch("articles_topic"),
        # What is live decides what related pages, lists and the home page show.
        watch("articles_publication"),
    ]
