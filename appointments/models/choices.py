"""The coded answers of a request, worded for the patients who choose them."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from localflavor.us.us_states import CONTIGUOUS_STATES, NON_CONTIGUOUS_STATES, US_TERRITORIES

# localflavor's own ready-made list is one lazy object, which migrations can't write down.
STATES = (*CONTIGUOUS_STATES, *NON_CONTIGUOUS_STATES, *US_TERRITORIES)


class ForWhom(models.TextChoices):
    SELF = "self", _("For me")
    OTHER = "other", _("For someone else")


class Relation(models.TextChoices):
    PARENT = "parent", _("I am their parent")
    GUARDIAN = "guardian", _("I am their legal guardian")
    SPOUSE = "spouse", _("I am their husband, wife or partner")
    CHILD = "child", _("I am their son or daughter")
    RELATIVE = "relative", _("I am another relative")
    FRIEND = "friend", _("I am a friend")
    CAREGIVER = "caregiver", _("I am their caregiver or health worker")


class Sharing(models.TextChoices):
    """What the one who asks for somebody else may be told."""

    EVERYTHING = "everything", _("Everything about this request and the visit")
    TIMES = "times", _("Only dates, times and places")
    NOTHING = "nothing", _("Nothing. Talk with the patient only")


class VisitedBefore(models.TextChoices):
    NEW = "new", _("No, this is the first time")
    RETURNING = "returning", _("Yes")
    UNSURE = "unsure", _("I am not sure")


class VisitKind(models.TextChoices):
    IN_PERSON = "in-person", _("In person")
    VIRTUAL = "virtual", _("Virtual, by video")
    EITHER = "either", _("No preference")


class Device(models.TextChoices):
    PHONE = "phone", _("Phone")
    TABLET = "tablet", _("Tablet")
    COMPUTER = "computer", _("Computer")
    NONE = "none", _("None of these, or I am not sure")


class MainReason(models.TextChoices):
    PAIN = "pain", _("Pain in the back, neck, arm or leg")
    WEAKNESS = "weakness", _("New weakness or numbness")
    SHAPE = "shape", _("A curve or change in the shape of the spine")
    INJURY = "injury", _("An injury or a broken bone in the spine")
    OPINION = "opinion", _("A second opinion, or to talk about surgery")
    FOLLOW_UP = "follow-up", _("Follow-up after a visit or surgery")
    OTHER = "other", _("Something else")


class Region(models.TextChoices):
    CERVICAL = "cervical", _("Neck (cervical spine)")
    THORACIC = "thoracic", _("Upper or middle back (thoracic spine)")
    LUMBAR = "lumbar", _("Lower back (lumbar spine)")
    SACRAL = "sacral", _("Base of the spine or tailbone (sacral spine)")
    SEVERAL = "several", _("More than one part")
    UNSURE = "unsure", _("I am not sure")


class Duration(models.TextChoices):
    WEEKS = "weeks", _("Less than 6 weeks")
    MONTHS = "months", _("6 weeks to 3 months")
    YEAR = "year", _("3 months to 1 year")
    LONGER = "longer", _("More than 1 year")


class YesNoUnsure(models.TextChoices):
    YES = "yes", _("Yes")
    NO = "no", _("No")
    UNSURE = "unsure", _("I am not sure")


class Imaging(models.TextChoices):
    XRAY = "x-ray", _("X-ray")
    MRI = "mri", _("MRI")
    CT = "ct", _("CT scan")
    OTHER = "other", _("Another kind")
    NONE = "none", _("No pictures were taken, or I am not sure")


class ContactBy(models.TextChoices):
    PHONE = "phone", _("By phone")
    EMAIL = "email", _("By email")


class ContactWhen(models.TextChoices):
    ANY = "any", _("Any time in office hours")
    MORNING = "morning", _("In the morning")
    AFTERNOON = "afternoon", _("In the afternoon")


class Coverage(models.TextChoices):
    INSURED = "insured", _("I have insurance and will use it")
    NOT_USING = "not-using", _("I have insurance but will not use it")
    SELF_PAY = "self-pay", _("I will pay myself")
    UNSURE = "unsure", _("I am not sure")


class TimeOfDay(models.TextChoices):
    MORNING = "morning", _("Morning")
    MIDDAY = "midday", _("Around noon")
    AFTERNOON = "afternoon", _("Afternoon")


class Language(models.TextChoices):
    """Languages that interpreters are most often asked for in the United States; ASL is one."""

    NONE = "", _("No interpreter needed")
    ASL = "ase", _("American Sign Language (ASL)")
    SPANISH = "es", _("Spanish")
    MANDARIN = "zh", _("Chinese (Mandarin)")
    CANTONESE = "yue", _("Chinese (Cantonese)")
    VIETNAMESE = "vi", _("Vietnamese")
    TAGALOG = "tl", _("Tagalog")
    ARABIC = "ar", _("Arabic")
    FRENCH = "fr", _("French")
    KOREAN = "ko", _("Korean")
    RUSSIAN = "ru", _("Russian")
    HAITIAN = "ht", _("Haitian Creole")
    GERMAN = "de", _("German")
    HINDI = "hi", _("Hindi")
    PORTUGUESE = "pt", _("Portuguese")
    POLISH = "pl", _("Polish")
    OTHER = "other", _("Another language")


class TimeZone(models.TextChoices):
    """The time zones of the United States, named as people there name them."""

    EASTERN = "America/New_York", _("Eastern Time")
    CENTRAL = "America/Chicago", _("Central Time")
    MOUNTAIN = "America/Denver", _("Mountain Time")
    ARIZONA = "America/Phoenix", _("Arizona Time")
    PACIFIC = "America/Los_Angeles", _("Pacific Time")
    ALASKA = "America/Anchorage", _("Alaska Time")
    HAWAII = "Pacific/Honolulu", _("Hawaii Time")
    ATLANTIC = "America/Puerto_Rico", _("Atlantic Time (Puerto Rico, Virgin Islands)")
    CHAMORRO = "Pacific/Guam", _("Chamorro Time (Guam)")
    SAMOA = "Pacific/Pago_Pago", _("Samoa Time")
