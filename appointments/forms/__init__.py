"""What each step of the request asks, and the sentence that says how to mend an answer."""

from .asking import StepForm
from .reason import ReasonForm
from .status import StatusForm
from .visit import EmergencyForm, VisitForm
from .when import WhenForm
from .you import YouForm

__all__ = [
    "EmergencyForm",
    "ReasonForm",
    "StatusForm",
    "StepForm",
    "VisitForm",
    "WhenForm",
    "YouForm",
]
