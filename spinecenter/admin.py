"""Staff accounts: an administrator gives roles, and cannot make anybody more than that."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, User
from django.db.models import PROTECT
from django.forms import CheckboxSelectMultiple
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from clinic.read_only import ReadOnly
from spinecenter.handing_over import HandingOver

admin.site.unregister([User, Group])


STAYS = _(
    "“%(account)s” stands in the records: who wrote, approved or answered something stays known. "
    "Take away “Active” on the account's own page instead; nobody can log in with it then."
)


def is_on_record(account: User) -> bool:
    """Whether something that is kept for good names an account."""
    kept = (
        relation
        for relation in User._meta.get_fields(include_hidden=True)
        if getattr(relation, "on_delete", None) is PROTECT and relation.one_to_many
    )
    return any(
        relation.related_model._base_manager.filter(**{relation.field.name: account}).exists()
        for relation in kept
    )


@admin.register(User)
class AccountAdmin(HandingOver, UserAdmin):
    """Roles are groups. What only the site's owner may give stays with the site's owner."""

    list_display = ["username", "first_name", "last_name", "roles", "is_active"]
    list_filter = ["is_active", "groups"]
    filter_horizontal: list[str] = []
    fieldsets = [
        (None, {"fields": ["username", "password"]}),
        (_("Who it is"), {"fields": ["first_name", "last_name", "email"]}),
        (_("What the account may do"), {"fields": ["is_active", "is_staff", "groups"]}),
    ]

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("groups")

    @admin.display(description=_("Roles"))
    def roles(self, account: User) -> str:
        return ", ".join(group.name for group in account.groups.all())

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        allowed = super().has_change_permission(request, obj)
        return allowed and (request.user.is_superuser or not (obj and obj.is_superuser))

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> tuple:
        """In place of thousands of rows, a sentence for each account that the records name."""
        kept = [STAYS % {"account": account} for account in objs if is_on_record(account)]
        return ([], {}, set(), kept) if kept else super().get_deleted_objects(objs, request)

    def formfield_for_manytomany(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        if db_field.name == "groups":
            kwargs["widget"] = CheckboxSelectMultiple
        return super().formfield_for_manytomany(db_field, request, **kwargs)


@admin.register(Group)
class RoleAdmin(ReadOnly, GroupAdmin):
    """The roles come with the site: they are looked at here, not changed."""
