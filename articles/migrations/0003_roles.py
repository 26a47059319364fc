"""Roles as groups, with what each may do with words, people and places."""

from django.apps import apps as installed
from django.contrib.auth.management import create_permissions
from django.db import migrations

READ = ["view"]
WRITE = ["add", "change", "view"]
WRITE_AND_DELETE = ["add", "change", "delete", "view"]
PAGES = ["article", "conditionpage", "page"]
HISTORY = ["revision", "publication", "statuschange", "approval"]
CARDS = ["carecardversion", "carecardmove"]
CLINIC = ["clinic", "provider", "location", "openinghours", "holiday"]
SAFETY = ["safetyquestionset", "safetyquestion"]


def allow(actions, models):
    return {f"{action}_{model}" for action in actions for model in models}


EDITORS = (
    allow(WRITE_AND_DELETE, [*PAGES, "section", "source"])
    | allow(WRITE, ["topic", "image", "carecard"])
    | allow(READ, ["redirect", *HISTORY, *CARDS, "provider", "location"])
    | {"submit_page", "submit_carecard"}
)
REVIEWERS = (
    allow(READ, [*PAGES, "section", "source", "topic", "image", "redirect", *HISTORY])
    | allow(READ, ["carecard", *CARDS, "provider", "location", *SAFETY])
    | {"publish_page", "review_page"}
)
ADMINISTRATORS = (
    EDITORS
    | allow(WRITE_AND_DELETE, [*CLINIC, *SAFETY, "topic", "redirect", "carecard"])
    | allow(WRITE, ["user"])
    | allow(READ, ["group"])
    | {"publish_page", "import_pages"}
)
ROLES = {
    "Editors": EDITORS,
    "Clinical reviewers": REVIEWERS,
    # What schedulers may do with requests comes with the appointments' own migration.
    "Schedulers": allow(READ, ["provider", "location", "openinghours", "holiday"]),
    "Administrators": ADMINISTRATORS,
}


def create_roles(apps, schema_editor):
    for label in ["articles", "clinic", "auth"]:
        create_permissions(installed.get_app_config(label), apps=apps, verbosity=0)
    group = apps.get_model("auth", "Group")
    permission = apps.get_model("auth", "Permission")
    for name, codenames in ROLES.items():
        found = permission.objects.filter(
            codename__in=codenames,
            content_type__app_label__in=["articles", "clinic", "auth"],
        )
        group.objects.get_or_create(name=name)[0].permissions.add(*found)


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0002_edition_triggers"),
        ("clinic", "0003_first_safety_questions"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]
    operations = [migrations.RunPython(create_roles, migrations.RunPython.noop)]
