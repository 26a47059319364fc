"""The safety questions in the admin: a new version is written, approved by a reviewer, and put in force."""

from dataclasses import dataclass
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from .models import NotReady, SafetyQuestion, SafetyQuestionSet

CHANGE_PAGE = "admin:clinic_safetyquestionset_change"
# What can be done with a set: the word on the button, the permission, and what is said afterwards.
STEPS = {
    "approve": (_("Approve"), "approve", _("%(set)s is approved.")),
    "put-in-force": (
        _("Put in force"),
        "change",
        _("%(set)s is in force: patients are asked these questions from now on."),
    ),
    "back-to-draft": (_("Back to draft"), "change", _("%(set)s is a draft again.")),
    "new-version": (
        _("New version from this one"),
        "add",
        _("%(set)s is a draft. Change it now."),
    ),
}


@dataclass(frozen=True)
class Change:
    """A question that is new, gone or different; `was` or `now` is None."""

    was: SafetyQuestion | None
    now: SafetyQuestion | None

    @property
    def only_in_english(self) -> bool:
        """Whether the English words changed and the Spanish ones, which may have to, did not."""
        if self.was is None or self.now is None or self.was.text == self.now.text:
            return False
        return self.was.text_es == self.now.text_es


def changes(old: SafetyQuestionSet, new: SafetyQuestionSet) -> list[Change]:
    """What patients would be asked differently if `new` took the place of `old`."""
    before = {question.code: question for question in old.questions.all()}
    after = {question.code: question for question in new.questions.all()}
    pairs = [Change(before.get(code), after.get(code)) for code in {**after, **before}]
    return [pair for pair in pairs if _asked(pair.was) != _asked(pair.now)]


def _asked(question: SafetyQuestion | None) -> tuple[str, ...]:
    return (question.tier, question.text, question.text_es) if question else ()


class QuestionInline(admin.StackedInline):
    model = SafetyQuestion
    extra = 0
    fields = [("order", "tier", "code"), "text", "text_es"]


@admin.register(SafetyQuestionSet)
class SafetyQuestionSetAdmin(admin.ModelAdmin):
    """Only a draft can be changed: a set in force is replaced by a new version."""

    list_display = ["__str__", "standing", "count"]
    fields = ["sources"]
    inlines = [QuestionInline]
    actions = None

    @admin.display(description=_("Standing"))
    def standing(self, questions: SafetyQuestionSet) -> str:
        return render_to_string("admin/clinic/question_set_standing.html", {"set": questions})

    @admin.display(description=_("Questions"))
    def count(self, questions: SafetyQuestionSet) -> int:
        return questions.questions.count()

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False  # a new version begins as a copy of an older one

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and (obj is None or obj.is_draft())

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return obj is not None and super().has_delete_permission(request, obj) and obj.is_draft()

    def get_urls(self) -> list:
        step = self.admin_site.admin_view(require_POST(self.take_step))
        return [
            path("<int:pk>/step/", step, name="clinic_safetyquestionset_step"),
            *super().get_urls(),
        ]

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Whoever changes a word is an author, who can't approve it."""
        super().save_related(request, form, formsets, change)
        if form.has_changed() or any(formset.has_changed() for formset in formsets):
            form.instance.authors.add(request.user)

    def render_change_form(
        self, request: HttpRequest, context: dict, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        shown = context.get("original")
        if shown:
            in_force = SafetyQuestionSet.objects.in_force()
            context |= {
                "steps": offered(request, shown),
                "in_force": in_force,
                "changes": [] if shown.in_force_from else changes(in_force, shown),
                "authors": shown.authors.all(),
            }
        return super().render_change_form(request, context, *args, **kwargs)

    def take_step(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Do what a button says; what stands against it comes back as a message."""
        questions = get_object_or_404(SafetyQuestionSet, pk=pk)
        name = request.POST.get("step", "")
        if name not in STEPS or not _may(request, name):
            raise PermissionDenied
        try:
            seen = request.POST.get("seen", "")
            result = _take(name, questions, request.user, seen)
        except NotReady as reason:
            messages.error(request, str(reason))
            result = questions
        else:
            messages.success(request, STEPS[name][2] % {"set": result})
        return HttpResponseRedirect(reverse(CHANGE_PAGE, args=[result.pk]))


def offered(request: HttpRequest, questions: SafetyQuestionSet) -> list[tuple[str, Any]]:
    """The steps that this person can take with a set now, the next one first."""
    if questions.in_force_from:
        possible = ["new-version"]
    elif questions.approved_at:
        possible = ["put-in-force", "back-to-draft"]
    else:
        possible = [] if questions.reason_against_approval(request.user) else ["approve"]
    return [(name, STEPS[name][0]) for name in possible if _may(request, name)]


def _may(request: HttpRequest, name: str) -> bool:
    return request.user.has_perm(f"clinic.{STEPS[name][1]}_safetyquestionset")


def _take(name: str, questions: SafetyQuestionSet, by: Any, seen: str) -> SafetyQuestionSet:
    if name == "new-version":
        return questions.new_version(by=by)
    if name == "approve":
        questions.approve(by=by, seen=seen)
    elif name == "put-in-force":
        questions.put_in_force()
    else:
        questions.back_to_draft()
    return questions
