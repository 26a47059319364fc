"""Whose a request is: take it, hand it over, give it back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from appointments.forms.handling import HandOverForm
from appointments.models import AccessRecord, HasOwner
from appointments.models.handling import name_of
from appointments.staff.desk import CHANGE_PAGE, ask_again, opened, record


@require_POST
def take(request: HttpRequest, admin, pk: str) -> HttpResponse:
    """Become the owner, unless a colleague was faster: then be told who has it."""
    taken = opened(request, admin, pk, "change")
    try:
        taken.take(by=request.user)
    except HasOwner as colleague:
        messages.warning(request, str(colleague))
    else:
        record(request, taken, AccessRecord.What.TAKEN)
        messages.success(request, _("The request is yours."))
    return redirect(CHANGE_PAGE, taken.pk)


@require_POST
@sensitive_post_parameters()
def hand_over(request: HttpRequest, admin, pk: str) -> HttpResponse:
    """Give the request to a colleague or back to nobody, with a note."""
    handed = opened(request, admin, pk, "change")
    form = HandOverForm(request.POST)
    if not form.is_valid():
        return ask_again(request, admin, handed, form, _("Hand over"))
    to = form.cleaned_data["to"]
    handed.hand_over(to, by=request.user, note=form.cleaned_data["note"])
    record(request, handed, AccessRecord.What.HANDED_OVER)
    words = _("%(who)s has the request now.") % {"who": name_of(to)} if to else ""
    messages.success(request, words or _("The request is nobody’s now."))
    return redirect(CHANGE_PAGE, handed.pk)
