"""Health-library articles and condition pages: words, their history and what readers see."""

from .card_moves import CARD_MOVES
from .card_words import Level
from .cards import CareCard, CareCardMove, CareCardVersion
from .images import Image, ImageFile, ImageUse
from .kinds import Kind, Region, SectionKind, Subject
from .library import Redirect, Topic
from .links import LinkCheck
from .missed import MissedSearch, record_missed
from .names import Name
from .page import Article, ConditionPage, Page, TrashedPage
from .parts import Section, Source
from .postings import Posting, Word
from .presence import EditingPresence
from .publication import Publication
from .reviewers import public_reviewer
from .reviewing import Approval
from .revision import Revision
from .sharing import ShareLink, share
from .status import (
    MOVES,
    Act,
    InvalidTransition,
    MoveRefused,
    NotPermitted,
    ReviewRequired,
    Status,
    StatusChange,
)
from .synonyms import Synonym

__all__ = [
    "CARD_MOVES",
    "MOVES",
    "Act",
    "Approval",
    "Article",
    "CareCard",
    "CareCardMove",
    "CareCardVersion",
    "ConditionPage",
    "EditingPresence",
    "Image",
    "ImageFile",
    "ImageUse",
    "InvalidTransition",
    "Kind",
    "Level",
    "LinkCheck",
    "MissedSearch",
    "MoveRefused",
    "Name",
    "NotPermitted",
    "Page",
    "Posting",
    "Publication",
    "Redirect",
    "Region",
    "ReviewRequired",
    "Revision",
    "Section",
    "SectionKind",
    "ShareLink",
    "Source",
    "Status",
    "StatusChange",
    "Subject",
    "Synonym",
    "Topic",
    "TrashedPage",
    "Word",
    "public_reviewer",
    "record_missed",
    "share",
]
