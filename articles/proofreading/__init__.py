"""The proofreader: a page's words → what to mend, each finding with its place and its reason. Pure."""

from .draft import Card, Draft, Facts, Passage, draft_of
from .findings import Finding, Place, Severity
from .rules import RULES, proofread, recall

__all__ = [
    "RULES",
    "Card",
    "Draft",
    "Facts",
    "Finding",
    "Passage",
    "Place",
    "Severity",
    "draft_of",
    "proofread",
    "recall",
]
