"""The screen on which an administrator hands an account's work over to colleagues, in one step."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from articles.handover import Work, hand_over, may_take, name_of, work_of
from articles.models import MoveRefused

WRITE, REVIEW = "articles.submit_page", "articles.review_page"


class ColleagueField(forms.ModelChoiceField):
    def label_from_instance(self, account: User) -> str:
        return name_of(account)


class HandOverForm(forms.Form):
    """To whom the pages and the reviews of an account go."""

    writer = ColleagueField(
        label=_("The pages go to"),
        queryset=User.objects.none(),
        required=False,
        empty_label=_("Nobody: they stay"),
    )
    reviewer = ColleagueField(
        label=_("The reviews go to"),
        queryset=User.objects.none(),
        required=False,
        empty_label=_("Nobody: they stay"),
    )

    def __init__(self, *args: Any, account: User, work: Work, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer("writer", work.pages, account, WRITE)
        self._offer("reviewer", work.reviews, account, REVIEW)

    def _offer(self, name: str, count: int, account: User, permission: str) -> None:
        if not count:
            del self.fields[name]
            return
        others = User.objects.filter(is_active=True, is_staff=True).exclude(pk=account.pk)
        able = [other.pk for other in others if may_take(other, permission)]
        names = User.objects.filter(pk__in=able).order_by("first_name", "last_name", "username")
        self.fields[name].queryset = names

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors and not any(cleaned.values()):
            raise forms.ValidationError(_("Choose who takes the work over."))
        return cleaned


class HandingOver:
    """Adds the screen to the entry of accounts; only who may change accounts may hand over."""

    def get_urls(self) -> list:
        view = self.admin_site.admin_view(self.hand_over_view)  # type: ignore[attr-defined]
        own = path("<path:object_id>/hand-over/", view, name="auth_user_hand_over")
        return [own, *super().get_urls()]  # type: ignore[misc]

    def render_change_form(self, request: Any, context: dict, *args: Any, **kwargs: Any) -> Any:
        if account := kwargs.get("obj"):
            context["work"] = work_of(account)
        return super().render_change_form(request, context, *args, **kwargs)  # type: ignore[misc]

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Remind of the work that somebody leaves behind."""
        super().save_related(request, form, formsets, change)  # type: ignore[misc]
        account = form.instance
        if "is_active" in form.changed_data and not account.is_active and work_of(account):
            messages.warning(
                request,
                _("%(who)s still has pages or reviews: hand them over with “Hand over work”.")
                % {"who": name_of(account)},
            )

    def hand_over_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Ask to whom (GET), hand over (POST)."""
        account = self.get_object(request, unquote(object_id))  # type: ignore[attr-defined]
        if not self.has_change_permission(request, account):  # type: ignore[attr-defined]
            raise PermissionDenied
        if account is None:
            raise Http404(object_id)
        work = work_of(account)
        form = HandOverForm(request.POST or None, account=account, work=work)
        if (
            request.method == "POST"
            and form.is_valid()
            and self._handed_over(request, form, account)
        ):
            return HttpResponseRedirect(reverse("admin:auth_user_change", args=[account.pk]))
        context = {
            **self.admin_site.each_context(request),  # type: ignore[attr-defined]
            "opts": self.opts,  # type: ignore[attr-defined]
            "title": _("Hand over the work of %(who)s") % {"who": name_of(account)},
            "account": account,
            "work": work,
            "form": form,
        }
        return TemplateResponse(request, "admin/auth/user/hand_over.html", context)

    def _handed_over(self, request: HttpRequest, form: HandOverForm, account: User) -> bool:
        try:
            done = hand_over(account, by=request.user, **form.cleaned_data)  # type: ignore[arg-type]
        except MoveRefused as refusal:
            form.add_error(None, str(refusal))
            return False
        pages = ngettext("%d page to write", "%d pages to write", done.pages) % done.pages
        reviews = ngettext("%d to review", "%d to review", done.reviews) % done.reviews
        words = _("Handed over: %(pages)s, %(reviews)s. Old names stay.")
        messages.success(request, words % {"pages": pages, "reviews": reviews})
        return True
