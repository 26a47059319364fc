"""The administrator's screen on which a token is made: the one time that its secret is shown."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from appointments.models import ReadToken


class TokenForm(forms.ModelForm):
    class Meta:
        model = ReadToken
        fields = ["name", "purpose"]
        widgets = {"purpose": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, *args: Any, **options: Any):
        super().__init__(*args, **options)
        self.fields["purpose"].required = True


@sensitive_variables("secret")
def make(request: HttpRequest, admin) -> HttpResponse:
    """Ask what the token is for, make it, and show its secret in this answer and nowhere else."""
    if not admin.has_add_permission(request):
        raise PermissionDenied
    form = TokenForm(request.POST or None)
    context = {
        **admin.admin_site.each_context(request),
        "title": _("Make a token for reading"),
        "opts": admin.opts,
        "form": form,
    }
    if form.is_valid():
        made, secret = ReadToken.objects.make(**form.cleaned_data, by=request.user)
        context |= {"title": _("The token for %s") % made, "made": made, "secret": secret}
        context["address"] = f"{settings.SITE_URL}{reverse('fhir-appointments')}"
    # The admin's screens are kept by no cache.
    return render(request, "admin/appointments/readtoken/make.html", context)
