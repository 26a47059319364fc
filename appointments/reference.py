"""References: how a patient and staff name a request to each other, on paper and on the phone."""

import re
import secrets

# No vowels, so no words. Nothing that looks like another (0 O, 1 I L, 2 Z, 5 S, 8 B, U V), and nothing that
# sounds like another on the phone (B C D E G P T V Z 3; A H J K 8; M N; F S): one of each group at most.
ALPHABET = "4679FHKMQRTWXY"
LENGTH = 8


def new_reference() -> str:
    """A random reference, without its dash; it tells nothing about the request or how many there are."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def grouped(reference: str) -> str:
    """A reference as people read it: K7M4-QX9T."""
    return f"{reference[: LENGTH // 2]}-{reference[LENGTH // 2 :]}"


def read_reference(typed: str) -> str:
    """A reference from what somebody typed, forgiving spaces, dashes and case; "" if it can't be one."""
    plain = re.sub(r"[^0-9A-Z]", "", typed.upper())
    return plain if len(plain) == LENGTH and set(plain) <= set(ALPHABET) else ""
