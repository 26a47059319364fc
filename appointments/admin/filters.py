"""What narrows the queue."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from appointments.forms.handling import colleagues
from appointments.models.handling import name_of


class QueueFilter(admin.SimpleListFilter):
    """What to show of the queue; without a choice, what still needs work."""

    title = _("queue")
    parameter_name = "queue"

    def lookups(self, request, model_admin):
        return [
            ("overdue", _("Overdue")),
            ("try-again", _("Due for another try")),
            ("undelivered", _("With a message that was refused")),
            ("estimates", _("Waiting for a cost estimate")),
            ("held-apart", _("Held apart for a look")),
            ("all", _("All, closed ones too")),
        ]

    def choices(self, changelist):
        first, *others = super().choices(changelist)
        return [{**first, "display": _("Open")}, *others]

    def queryset(self, request, queryset):
        shown = {
            "overdue": lambda: queryset.in_queue().overdue(),
            "try-again": lambda: queryset.in_queue().to_try_again(),
            "undelivered": queryset.in_queue().undelivered,
            "estimates": lambda: queryset.in_queue().owed_estimates(),
            "held-apart": queryset.held_apart,
            "all": queryset.all,
        }
        # Somebody who asks for one state wants all requests in it, closed or not.
        other = queryset.all if "status__exact" in request.GET else queryset.in_queue
        return shown.get(self.value(), other)()


class OwnerFilter(admin.SimpleListFilter):
    """Mine, nobody's, or a colleague's."""

    title = _("owner")
    parameter_name = "owner"

    def lookups(self, request, model_admin):
        others = colleagues().exclude(pk=request.user.pk)
        return [
            ("mine", _("Mine")),
            ("nobody", _("Nobody’s")),
            *[(str(colleague.pk), name_of(colleague)) for colleague in others],
        ]

    def queryset(self, request, queryset):
        chosen = self.value()
        if chosen in dict(self.lookup_choices):
            named = {"mine": request.user.pk, "nobody": None}
            return queryset.owned_by(named.get(chosen, chosen))
        return queryset
