"""The center, ready to be named, and the first set of red-flag questions, for its clinicians to approve."""

from django.db import migrations
from django.utils import timezone

SOURCES = """\
AHCPR Clinical Practice Guideline 14, Acute Low Back Problems in Adults (NCBI Bookshelf NBK52120)
Cauda equina safety-net cards used by NHS trusts (backes.org.uk)
American Family Physician 2012;85:343
Where sources disagree, the more careful tier was taken."""

EMERGENCY = [
    ("saddle-numbness", "Numbness around your genitals, buttocks or inner thighs"),
    ("wiping-feels-different", "Wiping after using the toilet feels different"),
    (
        "bladder-bowel",
        "New trouble starting, stopping or feeling when you pass urine or have a bowel movement",
    ),
    ("sexual-function", "New loss of sexual function or feeling"),
    (
        "severe-weakness",
        "Severe weakness or numbness in your arms or legs, or weakness that is quickly getting worse",
    ),
    ("both-legs", "Pain down both legs, with weakness"),
    ("serious-injury", "A serious fall, a car crash or another major injury"),
    ("chest-pain", "Chest pain together with back pain"),
]
URGENT = [
    ("fever", "Fever or chills together with back or neck pain"),
    ("cancer", "Cancer, now or in the past"),
    ("weight-loss", "Losing weight without trying"),
    ("weak-immunity", "A weakened immune system, or injected drugs"),
    (
        "after-surgery",
        "After spine surgery: fever, or a wound that opens, drains or turns red",
    ),
    ("night-pain", "Pain that wakes you at night and does not ease in any position"),
    ("new-deformity", "A new bend or change in the shape of your spine"),
    (
        "minor-fall-weak-bones",
        "A minor fall, and you have osteoporosis or have taken steroids for a long time",
    ),
    ("unsteady", "Unsteady walking or clumsy hands"),
]


def fill(apps, schema_editor):
    apps.get_model("clinic", "Clinic").objects.get_or_create(pk=1)
    question_set = apps.get_model("clinic", "SafetyQuestionSet").objects.create(
        version=1, in_force_from=timezone.now().replace(microsecond=0), sources=SOURCES
    )
    question = apps.get_model("clinic", "SafetyQuestion")
    tiers = [("emergency", *flag) for flag in EMERGENCY] + [("urgent", *flag) for flag in URGENT]
    question.objects.bulk_create(
        question(question_set=question_set, tier=tier, code=code, text=text, order=order)
        for order, (tier, code, text) in enumerate(tiers, start=1)
    )


class Migration(migrations.Migration):
    dependencies = [("clinic", "0002_site_edition")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
