"""Health-library articles and condition pages: words, their history and what readers see."""

from .library import CareCard, Image, Level, Redirect, Topic
from .page import (
    Article,
    ConditionPage,
    Kind,
    Page,
    Region,
    Section,
    SectionKind,
    Source,
    Subject,
)
from .publication import Publication
from .publishing import (
    MOVES,
    InvalidTransition,
    MoveRefused,
    NotPermitted,
    ReviewRequired,
    Status,
    StatusChange,
)
from .revision import Revision

__all__ = [
    "MOVES",
    "Article",
    "CareCard",
    "ConditionPage",
    "Image",
    "InvalidTransition",
    "Kind",
    "Level",
    "MoveRefused",
    "NotPermitted",
    "Page",
    "Publication",
    "Redirect",
    "Region",
    "ReviewRequired",
    "Revision",
    "Section",
    "SectionKind",
    "Source",
    "Status",
    "StatusChange",
    "Subject",
    "Topic",
]
