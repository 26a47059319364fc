"""The words that classify pages and their sections, as readers and schema.org know them."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """The two shapes of a page."""

    ARTICLE = "article", _("article")
    CONDITION_PAGE = "condition-page", _("condition page")


class Subject(models.TextChoices):
    """What a page is about."""

    CONDITION = "condition", _("Condition")
    TREATMENT = "treatment", _("Treatment")
    TEST = "test", _("Test")
    ANATOMY = "anatomy", _("How the spine works")
    RECOVERY = "recovery", _("Recovery")


class Region(models.TextChoices):
    """The parts of the spine, from the top."""

    CERVICAL = "cervical", _("Neck (cervical spine)")
    THORACIC = "thoracic", _("Upper back (thoracic spine)")
    LUMBAR = "lumbar", _("Lower back (lumbar spine)")
    SACRAL = "sacral", _("Sacrum and tailbone (sacral spine)")


class SectionKind(models.TextChoices):
    """What a section of a page answers."""

    OVERVIEW = "overview", _("Overview")
    SYMPTOMS = "symptoms", _("Symptoms")
    CAUSES = "causes", _("Causes")
    DIAGNOSIS = "diagnosis", _("Diagnosis")
    TREATMENT = "treatment", _("Treatment")
    PREVENTION = "prevention", _("Prevention")
    SUITABILITY = "suitability", _("Who it may help")
    PREPARATION = "preparation", _("Preparation")
    PROCEDURE = "procedure", _("Procedure")
    AFTERCARE = "aftercare", _("Aftercare")
    BENEFITS = "benefits", _("Benefits")
    RISKS = "risks", _("Risks")
    RECOVERY = "recovery", _("Recovery")
    OUTLOOK = "outlook", _("Outlook")
    LIVING_WITH = "living-with", _("Living with it")
    WHAT_WE_TREAT = "what-we-treat", _("What we treat")
    WHAT_TO_EXPECT = "what-to-expect", _("What to expect")
    QUESTION = "question", _("Question and answer")
    OTHER = "other", _("Other")
