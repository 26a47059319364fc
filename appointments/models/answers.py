"""What a patient tells us when asking for a visit."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from appointments.fields import EncryptedDateField, EncryptedJSONField, EncryptedTextField
from clinic.models import Location

from . import choices


class Answers(models.Model):
    """The patient's answers, step by step. What identifies or tells of health is stored encrypted.

    The verbose names are the labels of the check page and of staff's screen.
    """

    # Is this an emergency?
    red_flags = EncryptedJSONField(_("warning signs"), default=list, blank=True)

    # The visit
    for_whom = models.CharField(
        _("who the visit is for"), max_length=5, choices=choices.ForWhom, default="self"
    )
    asker_name = EncryptedTextField(_("name of the one who asks"), blank=True)
    asker_relation = EncryptedTextField(_("relation to the patient"), blank=True)
    asker_phone = EncryptedTextField(_("phone of the one who asks"), blank=True)
    sharing = models.CharField(
        _("what we may tell the one who asks"), max_length=10, choices=choices.Sharing, blank=True
    )
    visited_before = models.CharField(
        _("seen here before"), max_length=9, choices=choices.VisitedBefore, default="unsure"
    )
    kind = models.CharField(
        _("kind of visit"), max_length=9, choices=choices.VisitKind, default="either"
    )
    location = models.ForeignKey(
        Location,
        verbose_name=_("location"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    mobility = EncryptedTextField(_("help with getting around"), blank=True)
    state = models.CharField(
        _("where the patient will be during the visit"),
        max_length=2,
        choices=choices.STATES,
        blank=True,
    )
    device = models.CharField(
        _("device for the video visit"), max_length=8, choices=choices.Device, blank=True
    )
    callback_phone = EncryptedTextField(_("number if the video drops"), blank=True)

    # The reason
    topic = EncryptedTextField(_("what it is about"), blank=True)
    about_path = EncryptedTextField(_("page the request came from"), blank=True)
    main_reason = EncryptedTextField(_("main reason"), blank=True)
    region = models.CharField(
        _("part of the spine"), max_length=8, choices=choices.Region, default="unsure"
    )
    duration = EncryptedTextField(_("how long it has lasted"), blank=True)
    earlier_surgery = EncryptedTextField(_("earlier spine surgery"), blank=True)
    surgery_details = EncryptedTextField(_("which surgery, and when"), blank=True)
    imaging = EncryptedJSONField(_("pictures taken"), default=list, blank=True)
    imaging_when = EncryptedTextField(_("when the pictures were taken"), blank=True)
    referral = EncryptedTextField(_("referral"), blank=True)
    referred_by = EncryptedTextField(_("referred by"), blank=True)
    story = EncryptedTextField(_("in the patient's own words"), blank=True)

    # The patient
    name = EncryptedTextField(_("name of the patient"))
    born = EncryptedDateField(_("date of birth"))
    guardian_name = EncryptedTextField(_("parent or guardian"), blank=True)
    guardian_relation = EncryptedTextField(_("guardian's relation"), blank=True)
    phone = EncryptedTextField(_("phone"))
    email = EncryptedTextField(_("email"), blank=True)
    contact_by = models.CharField(
        _("how to reach you"), max_length=5, choices=choices.ContactBy, default="phone"
    )
    contact_when = models.CharField(
        _("when to reach you"), max_length=9, choices=choices.ContactWhen, default="any"
    )
    voicemail_ok = models.BooleanField(_("voicemail is fine"), default=False)
    discreet = models.BooleanField(_("do not name the clinic in messages"), default=False)
    interpreter = EncryptedTextField(_("interpreter"), blank=True)
    interpreter_other = EncryptedTextField(_("language"), blank=True)
    access_needs = EncryptedTextField(_("other needs"), blank=True)
    coverage = EncryptedTextField(_("paying for the visit"), blank=True)
    ask_about_cost = models.BooleanField(_("wants to know the cost first"), default=False)

    # When
    preferred_days = EncryptedJSONField(
        _("preferred days"),
        default=list,
        blank=True,
        help_text=_("Up to three pairs of first and last day, as ISO dates."),
    )
    time_of_day = EncryptedJSONField(_("time of day"), default=list, blank=True)
    time_zone = models.CharField(
        _("time zone"), max_length=40, choices=choices.TimeZone, default="America/New_York"
    )

    class Meta:
        abstract = True
