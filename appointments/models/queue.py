"""The words in which staff ask for requests: what is open, urgent or late, whose it is, who is found."""

from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import models
from django.utils import timezone

from appointments import privacy, reference
from appointments.fields import EncryptedTextField

from .moves import OPEN, Status

MIN_PHONE_DIGITS = 7
LIKE_AT_MOST, NAMESAKES_AT_MOST = 20, 100


class AppointmentRequestQuerySet(models.QuerySet):
    def open(self) -> "AppointmentRequestQuerySet":
        """Requests on which something is still to be done."""
        return self.filter(status__in=OPEN)

    def in_queue(self) -> "AppointmentRequestQuerySet":
        """Open requests that are not held apart for a look."""
        return self.open().filter(held_because="")

    def held_apart(self) -> "AppointmentRequestQuerySet":
        """Open requests that may come from a machine: nobody throws them away unseen."""
        return self.open().exclude(held_because="")

    def believed(self) -> "AppointmentRequestQuerySet":
        """Requests that are not held apart as a machine's."""
        return self.filter(held_because="")

    def exportable(self) -> "AppointmentRequestQuerySet":
        """What other programs may be given: neither a machine's requests nor anonymized ones."""
        return self.believed().filter(anonymized_at=None)

    def urgent(self) -> "AppointmentRequestQuerySet":
        """Requests with a red flag: somebody must call today."""
        return self.filter(urgency="urgent")

    def sealed(self) -> "AppointmentRequestQuerySet":
        """Without what patients wrote: a list that names nobody need not decrypt it."""
        fields = self.model._meta.concrete_fields
        return self.defer(*(f.name for f in fields if isinstance(f, EncryptedTextField)))

    def locked(self) -> "AppointmentRequestQuerySet":
        """The same, for this transaction alone; the accounts and sets that come along stay free."""
        return self.select_for_update(of=("self",))

    def to_try_again(self, at: datetime | None = None) -> "AppointmentRequestQuerySet":
        """Requests whose next try to reach the patient, as last agreed on, is due."""
        model: Any = self.model
        last = model.attempts.rel.related_model.objects.filter(request=models.OuterRef("pk"))
        planned = models.Subquery(last.order_by("-at", "-pk").values("next_try_at")[:1])
        waiting = self.filter(status=Status.CONTACTING).annotate(next_try=planned)
        return waiting.filter(next_try__lte=at or timezone.now())

    def undelivered(self) -> "AppointmentRequestQuerySet":
        """Requests with a message that a mail server refused for good: the patient waits for nothing."""
        model: Any = self.model
        refused = model.messages.rel.related_model.objects.undelivered()
        return self.filter(pk__in=refused.values("request"))

    def urgent_first(self) -> "AppointmentRequestQuerySet":
        """As the queue is worked: urgent ones on top, then by the time that an answer is promised.

        The promise counts the desk's hours and holidays; without hours there is none, and the oldest leads.
        """
        # "urgent" stands after "routine" in the alphabet, which a test holds.
        return self.order_by("-urgency", "answer_due", "asked_at", "pk")

    def overdue(self, at: datetime | None = None) -> "AppointmentRequestQuerySet":
        """Requests that nobody has answered by the time that the clinic promised."""
        return self.filter(status=Status.NEW, answer_due__lt=at or timezone.now())

    def expired(self, closed_before: datetime) -> "AppointmentRequestQuerySet":
        """Closed requests whose particulars nobody needs any more, those on legal hold included."""
        closed = self.exclude(status__in=OPEN).filter(anonymized_at=None)
        return closed.filter(closed_at__lt=closed_before)

    def owed_estimates(self) -> "AppointmentRequestQuerySet":
        """Open requests whose patients wait for an estimate of the cost."""
        return self.open().filter(estimate_due__isnull=False, estimate_given_at=None)

    def owned_by(self, colleague: User | None) -> "AppointmentRequestQuerySet":
        """Requests that a colleague works on; None: nobody's, those of people who have left included."""
        if colleague is None:
            return self.filter(models.Q(owner=None) | models.Q(owner__is_active=False))
        return self.filter(owner=colleague)

    def matching(self, term: str) -> "AppointmentRequestQuerySet":
        """Exact search as staff type it: a reference, a phone number, an email address or a name."""
        if code := reference.read_reference(term):
            found = self.filter(reference=code)
            if found:
                return found
        is_contact = "@" in term or len(privacy.phone_digits(term)) >= MIN_PHONE_DIGITS
        return self.reached_at(term) if is_contact else self.named(term)

    def named(self, name: str) -> "AppointmentRequestQuerySet":
        """Requests by or for somebody whose name holds all these words; none for no words."""
        words = privacy.name_words(name)
        found = self if words else self.none()
        for word in words:
            found = found.filter(name_hashes__overlap=privacy.keyed_hashes("name", word))
        return found

    def reached_at(self, contact: str) -> "AppointmentRequestQuerySet":
        """Requests that left exactly this phone number or email address."""
        if "@" in contact:
            hashes = privacy.keyed_hashes("email", privacy.email_address(contact))
            return self.filter(email_hashes__overlap=hashes)
        hashes = privacy.keyed_hashes("phone", privacy.phone_digits(contact))
        return self.filter(phone_hashes__overlap=hashes)

    def like(self, request: Any) -> list[Any]:
        """Other requests that may be the same: the same contact, or the same name and date of birth."""
        others = self.exclude(pk=request.pk)
        contacts = models.Q(phone_hashes__overlap=request.phone_hashes)
        contacts |= models.Q(email_hashes__overlap=request.email_hashes)
        by_contact: list[Any] = list(others.filter(contacts).order_by("asked_at")[:LIKE_AT_MOST])
        # A date of birth has no hash: what the name finds is opened and compared.
        by_name = others.named(request.name).exclude(pk__in=[found.pk for found in by_contact])
        same_day = [found for found in by_name[:NAMESAKES_AT_MOST] if found.born == request.born]
        return [*by_contact, *same_day]
