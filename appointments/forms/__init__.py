"""What each step of the request asks, and the sentence that says how to mend an answer."""

from .asking import StepForm
from .reason import ReasonForm
from .status import AcceptForm, CancelForm, NoteForm, RefuseForm, StatusForm, times_form
from .visit import EmergencyForm, VisitForm
from .when import WhenForm
from .you import YouForm

__all__ = [
    "AcceptForm",
    "CancelForm",
    "EmergencyForm",
    "NoteForm",
    "ReasonForm",
    "RefuseForm",
    "StatusForm",
    "StepForm",
    "VisitForm",
    "WhenForm",
    "YouForm",
    "times_form",
]
