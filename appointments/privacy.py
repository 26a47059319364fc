"""What each field tells about a patient, and the encryption that follows from it.

`FIELDS` is the one declaration: encryption, audit, logs and anonymizing read it, and a test fails on
a field that is missing here or stored otherwise than its kind asks.
"""

import base64
import hashlib
import hmac
import re
import unicodedata
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from enum import Enum
from functools import lru_cache

import phonenumbers
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.db import connection, transaction
from django.http import HttpRequest
from django.views.debug import SafeExceptionReporterFilter


class Kind(Enum):
    """What a field can tell about a patient."""

    IDENTIFIES = "says who the patient is"
    HEALTH = "tells of the patient's health or care"
    CODED = "a coded value that staff filter by, and that stays clear"
    NEITHER = "workings of the site"


FIELDS: dict[str, dict[Kind, tuple[str, ...]]] = {
    "AppointmentRequest": {
        Kind.IDENTIFIES: (
            *("name", "born", "phone", "email", "name_hashes", "phone_hashes", "email_hashes"),
            *("asker_name", "asker_relation", "asker_phone", "guardian_name", "guardian_relation"),
            *("callback_phone", "interpreter", "interpreter_other", "referred_by"),
        ),
        Kind.HEALTH: (
            *("red_flags", "mobility", "topic", "about_path", "main_reason", "duration"),
            *("earlier_surgery", "surgery_details", "imaging", "imaging_when", "referral"),
            *("story", "access_needs", "coverage", "preferred_days", "time_of_day"),
        ),
        Kind.CODED: (
            *("status", "urgency", "for_whom", "visited_before", "kind", "location", "state"),
            *("region", "safety_set", "language", "held_because", "estimate_due"),
        ),
        Kind.NEITHER: (
            *("id", "reference", "submission_id", "asked_at", "answer_due", "entered_by"),
            *("owner", "closed_at", "duplicate_of", "duplicates", "handovers", "attempts"),
            *("legal_hold", "anonymized_at", "anonymizing", "estimate_given_at"),
            "estimate_given_by",
            *("sharing", "device", "contact_by", "contact_when", "voicemail_ok", "discreet"),
            *("ask_about_cost", "time_zone", "changes", "notes", "amendments", "messages"),
            *("looks", "visits", "offers"),
        ),
    },
    "StatusChange": {
        Kind.HEALTH: ("reason",),
        Kind.CODED: ("from_status", "to_status"),
        Kind.NEITHER: ("id", "request", "at", "by", "automatic"),
    },
    "Visit": {
        # Who opens the link joins the visit.
        Kind.IDENTIFIES: ("video_link",),
        Kind.HEALTH: ("override_reason",),
        Kind.CODED: ("kind", "location", "state", "patient_state"),
        Kind.NEITHER: (
            *("id", "request", "provider", "starts_at", "ends_at", "time_zone", "calendar_uid"),
            *("sequence", "booked_at", "booked_by", "moved_at", "messages"),
        ),
    },
    "Offer": {
        Kind.IDENTIFIES: ("video_link",),
        Kind.HEALTH: ("override_reason",),
        Kind.CODED: ("kind", "location", "state", "patient_state"),
        Kind.NEITHER: (
            *("id", "request", "provider", "starts_at", "ends_at", "offered_at", "offered_by"),
            "expires_at",
        ),
    },
    "Note": {Kind.HEALTH: ("text",), Kind.NEITHER: ("id", "request", "at", "by")},
    "Handover": {
        Kind.HEALTH: ("note",),
        Kind.NEITHER: ("id", "request", "at", "by", "from_owner", "to_owner"),
    },
    "ContactAttempt": {
        Kind.HEALTH: ("note",),
        Kind.NEITHER: ("id", "request", "at", "by", "way", "outcome", "next_try_at"),
    },
    "Anonymizing": {Kind.NEITHER: ("id", "request", "at", "by", "why")},
    "RecentCount": {Kind.NEITHER: ("id", "key_hash", "ends_at", "count")},
    "Amendment": {
        Kind.HEALTH: ("before",),
        Kind.NEITHER: ("id", "request", "at", "by", "fields"),
    },
    "EmergencyStop": {
        Kind.CODED: ("question", "set_version"),
        Kind.NEITHER: ("id", "day", "count"),
    },
    "Message": {
        # A mail server's refusal may quote the address that it refuses.
        Kind.IDENTIFIES: ("last_error",),
        Kind.NEITHER: (
            *("id", "request", "visit", "sequence", "name", "state", "attempts", "unconfirmed"),
            "next_try_at",
            *("leased_until", "sent_at", "message_id", "created_at"),
        ),
    },
    "CalendarFeed": {Kind.NEITHER: ("id", "provider", "secret", "made_at", "made_by")},
    "AccessRecord": {Kind.NEITHER: ("id", "request", "by", "at", "what", "address", "export")},
    "Export": {
        # Why somebody exports is free text, and may name a patient.
        Kind.HEALTH: ("purpose",),
        Kind.NEITHER: (
            *("id", "at", "by", "token", "format", "rows", "columns", "narrowed", "address"),
            "looks",
        ),
    },
    "ReadToken": {
        Kind.HEALTH: ("purpose",),
        Kind.NEITHER: (
            *("id", "name", "secret_hash", "made_at", "made_by", "revoked_at", "revoked_by"),
            "exports",
        ),
    },
    "StatusTry": {Kind.NEITHER: ("id", "reference_hash", "at")},
}


def fields_of(model: str, kinds: Collection[Kind]) -> set[str]:
    """The fields of a model that tell what these kinds tell, and nothing else."""
    return {field for kind in kinds for field in FIELDS[model].get(kind, ())}


@lru_cache(maxsize=64)
def _derive(secret: str, purpose: str) -> bytes:
    """32 bytes that are good for one purpose only."""
    info = f"spinecenter appointments {purpose}".encode()
    return HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=info).derive(secret.encode())


def _box() -> MultiFernet:
    """Encrypts with the first of the particulars keys, opens what any of them encrypted."""
    return MultiFernet(
        Fernet(base64.urlsafe_b64encode(_derive(secret, "encryption")))
        for secret in settings.PARTICULARS_KEYS
    )


def encrypt(text: str) -> str:
    """The text as a token that only the holder of a particulars key can open."""
    return _box().encrypt(text.encode()).decode()


def decrypt(token: str) -> str:
    """The text in a token; raises cryptography.fernet.InvalidToken when no key opens it."""
    return _box().decrypt(token.encode()).decode()


def is_current(token: str) -> bool:
    """Whether the first of the particulars keys encrypted this token."""
    secret = _derive(settings.PARTICULARS_KEYS[0], "encryption")
    try:
        Fernet(base64.urlsafe_b64encode(secret)).decrypt(token.encode())
    except InvalidToken:
        return False
    return True


@contextmanager
def rewriting(why: str) -> Iterator[None]:
    """A transaction in which the database lets the encrypted columns of records be rewritten.

    `why` is "anonymizing" or "rotating"; everything else in a record stays as it is.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('spinecenter.rewriting', %s, true)", [why])
        yield
        cursor.execute("SELECT set_config('spinecenter.rewriting', '', true)")


def name_words(name: str) -> list[str]:
    """A name's words as they are compared: no accents, no case, no apostrophes."""
    plain = unicodedata.normalize("NFKD", name)
    plain = "".join(c for c in plain if not unicodedata.combining(c)).casefold()
    return sorted(set(re.findall(r"\w+", re.sub(r"['’`]", "", plain))))


def phone_digits(phone: str) -> str:
    """A phone number in international form without its extension; its digits if it is no number."""
    try:
        number = phonenumbers.parse(phone, settings.PHONENUMBER_DEFAULT_REGION)
    except phonenumbers.NumberParseException:
        return re.sub(r"\D", "", phone)
    return f"+{number.country_code}{number.national_number}"


def email_address(email: str) -> str:
    """An email address as it is compared."""
    return email.strip().casefold()


def keyed_hash(purpose: str, text: str) -> str:
    """The hash under which a normalized word of one kind of field is stored."""
    return keyed_hashes(purpose, text)[0]


def keyed_hashes(purpose: str, text: str) -> list[str]:
    """The hashes under which a word may be stored: one for each key, the newest first."""
    return [
        hmac.new(_derive(secret, f"hash of {purpose}"), text.encode(), hashlib.sha256).hexdigest()
        for secret in settings.PARTICULARS_KEYS
    ]


class DiscreetReporterFilter(SafeExceptionReporterFilter):
    """Keeps patients' particulars out of error reports: no posted values, no frame variables."""

    def get_post_parameters(self, request: HttpRequest | None) -> dict[str, str]:
        if request is None or not self.is_active(request):
            return super().get_post_parameters(request)
        return dict.fromkeys(request.POST, self.cleansed_substitute)

    def get_traceback_frame_variables(self, request, tb_frame):
        if not self.is_active(request):
            return super().get_traceback_frame_variables(request, tb_frame)
        return [(name, self.cleansed_substitute) for name in tb_frame.f_locals]
