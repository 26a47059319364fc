"""Who sees what in the admin: every role at every entry, in one table."""

import pytest
from bs4 import BeautifulSoup
from django.contrib.admin import site
from django.urls import reverse

from articles.models import CareCard, Page, Synonym
from clinic.models import Clinic, SafetyQuestionSet
from tests.factories import (
    AccountFactory,
    CareCardFactory,
    LocationFactory,
    MissedSearchFactory,
    PageFactory,
    ProviderFactory,
    TopicFactory,
)
from tests.form_data import form_data

pytestmark = pytest.mark.django_db

ROLES = ["Editors", "Clinical reviewers", "Schedulers", "Administrators"]
NOT, SEE, CHANGE, ADD = "not", "see", "change", "add and change"

# What each role may do at each entry, in the order of ROLES.
TABLE = {
    "appointments.appointmentrequest": [NOT, NOT, ADD, ADD],
    "appointments.visit": [NOT, SEE, SEE, SEE],
    "appointments.message": [NOT, NOT, SEE, SEE],
    "appointments.anonymizing": [NOT, NOT, NOT, SEE],
    "appointments.accessrecord": [NOT, NOT, NOT, SEE],
    "appointments.export": [NOT, NOT, NOT, SEE],
    "appointments.readtoken": [NOT, NOT, NOT, ADD],
    "articles.image": [ADD, SEE, NOT, ADD],
    "articles.revision": [SEE, SEE, NOT, SEE],
    "articles.publication": [SEE, SEE, NOT, SEE],
    "articles.article": [ADD, SEE, NOT, ADD],
    "articles.conditionpage": [ADD, SEE, NOT, ADD],
    "articles.carecard": [ADD, SEE, NOT, ADD],
    "articles.topic": [ADD, SEE, NOT, ADD],
    "articles.redirect": [SEE, SEE, NOT, SEE],
    "articles.synonym": [ADD, NOT, NOT, ADD],
    "articles.missedsearch": [SEE, NOT, NOT, SEE],
    "clinic.clinic": [NOT, NOT, NOT, CHANGE],
    "clinic.provider": [SEE, SEE, SEE, ADD],
    "clinic.location": [SEE, SEE, SEE, ADD],
    "clinic.openinghours": [NOT, NOT, SEE, ADD],
    "clinic.timeoff": [NOT, NOT, ADD, ADD],
    "clinic.holiday": [NOT, NOT, SEE, ADD],
    "clinic.safetyquestionset": [NOT, SEE, NOT, SEE],
    "auth.user": [NOT, NOT, NOT, ADD],
    "auth.group": [NOT, NOT, NOT, SEE],
}


def redirect():
    return PageFactory().former_addresses.create(kind="article", language="en", slug="old")


# How there comes to be a row behind an entry; behind the others there need not be one.
ROW = {
    "articles.article": PageFactory,
    "articles.conditionpage": lambda: PageFactory(kind="condition-page"),
    "articles.carecard": CareCardFactory,
    "articles.topic": TopicFactory,
    "articles.redirect": redirect,
    "articles.missedsearch": MissedSearchFactory,
    "articles.synonym": lambda: Synonym.objects.first(),
    "clinic.clinic": lambda: Clinic.objects.get(pk=1),
    "clinic.provider": ProviderFactory,
    "clinic.location": LocationFactory,
    "clinic.safetyquestionset": lambda: SafetyQuestionSet.objects.in_force(),
    "auth.user": AccountFactory,
}


def address(entry, what, *args):
    return reverse(f"admin:{entry.replace('.', '_')}_{what}", args=args)


@pytest.mark.parametrize(
    ("entry", "role", "may"),
    [(entry, role, may) for entry, row in TABLE.items() for role, may in zip(ROLES, row, strict=True)],
)  # fmt: skip
def test_role_reaches_an_entry_as_the_table_says(client, entry, role, may):
    client.force_login(AccountFactory(groups=[role]))
    listed = client.get(address(entry, "changelist")).status_code
    assert (listed in (200, 302)) is (may != NOT)
    assert (client.get(address(entry, "add")).status_code == 200) is (may == ADD)
    if entry in ROW:
        change = address(entry, "change", ROW[entry]().pk)
        form = client.get(change)
        assert (form.status_code == 200) is (may != NOT)
        writable = form.status_code == 200 and b'name="_save"' in form.content
        assert writable is (may in (CHANGE, ADD))
        sent = client.post(change, {})
        assert (sent.status_code == 403) is (may in (NOT, SEE))


@pytest.mark.parametrize(("place", "role"), list(enumerate(ROLES)))
def test_desk_lists_exactly_the_entries_of_a_role(client, rf, place, role):
    account = AccountFactory(groups=[role])
    request = rf.get("/admin/")
    request.user = account
    shown = {
        f"{app['app_label']}.{model['object_name'].lower()}"
        for app in site.get_app_list(request)
        for model in app["models"]
    }
    assert shown & set(TABLE) == {entry for entry, row in TABLE.items() if row[place] != NOT}
    assert "articles.page" not in shown


def test_account_without_a_role_is_told_whom_to_ask(client):
    client.force_login(AccountFactory())
    assert "Ask an administrator to give you one." in client.get("/admin/").content.decode()


def test_patients_have_no_way_in(client):
    client.force_login(AccountFactory(is_staff=False, groups=["Administrators"]))
    for entry in TABLE:
        assert client.get(address(entry, "changelist")).status_code == 302


def test_administrator_cannot_make_or_change_an_owner(client):
    owner = AccountFactory(is_superuser=True)
    account = AccountFactory(groups=["Administrators"])
    client.force_login(account)
    for name in ("change", "password_change"):
        where = reverse(f"admin:auth_user_{name}", args=[owner.pk])
        assert client.post(where, {"username": "mine"}).status_code == 403
    where = address("auth.user", "change", account.pk)
    client.post(where, form_data(client.get(where), is_superuser="on", user_permissions=["1"]))
    account.refresh_from_db()
    assert (account.is_superuser, account.user_permissions.count()) == (False, 0)


def test_administrator_gives_a_role(client):
    account = AccountFactory()
    client.force_login(AccountFactory(groups=["Administrators"]))
    where = address("auth.user", "change", account.pk)
    editors = account.groups.model.objects.get(name="Editors")
    client.post(where, form_data(client.get(where), groups=[editors.pk]))
    assert [group.name for group in account.groups.all()] == ["Editors"]


@pytest.mark.parametrize("model", [Page, CareCard, Clinic, SafetyQuestionSet])
def test_every_model_of_the_staff_has_an_entry(model):
    assert site.is_registered(model)


def asked_of(entry):
    """What the address of a list may be asked, by the names of its filters."""
    for each in entry.list_filter:
        if isinstance(each, str):
            field = entry.model._meta.get_field(each)
            yield f"{each}__id__exact" if field.is_relation else f"{each}__exact"
        else:
            yield each[0] if isinstance(each, tuple) else each.parameter_name


@pytest.mark.parametrize(
    "entry", sorted(TABLE.keys() - {"clinic.clinic", "appointments.visit"})
)  # which open the one row, and the calendar
def test_list_and_its_filters_answer_a_nul(client, entry):
    if entry in ROW:
        ROW[entry]()
    client.force_login(AccountFactory(is_superuser=True))
    model_admin = next(
        one for model, one in site._registry.items() if model._meta.label_lower == entry
    )
    plain = address(entry, "changelist")
    for name in ["q", "o", "p", *asked_of(model_admin)]:
        answer = client.get(f"{plain}?{name}=%00", follow=True)
        assert (answer.status_code, answer.context["cl"].query) == (200, ""), name


def test_choice_is_found_without_the_nul_in_what_was_asked(client):
    topic = TopicFactory(name="Disks")
    TopicFactory(name="Nerves")
    client.force_login(AccountFactory(is_superuser=True))
    asked = {"app_label": "articles", "model_name": "article", "field_name": "topics"}
    answer = client.get(reverse("admin:autocomplete"), asked | {"term": "dis\x00k"})
    assert answer.json()["results"] == [{"id": str(topic.pk), "text": "Disks"}]


def test_account_on_record_is_not_deleted_and_a_sentence_says_what_to_do(client):
    account, unknown = AccountFactory(username="ana"), AccountFactory(username="ben")
    PageFactory().save_draft(by=account)
    client.force_login(AccountFactory(is_superuser=True))
    where = address("auth.user", "delete", account.pk)
    chosen = {"action": "delete_selected", "_selected_action": [account.pk, unknown.pk]}
    for answer in (
        client.post(where, {"post": "yes"}),
        client.post(address("auth.user", "changelist"), chosen | {"post": "yes"}),
    ):
        (note,) = BeautifulSoup(answer.content, "html.parser").select(".errornote li")
        assert note.text == (
            "“ana” stands in the records: who wrote, approved or answered something stays known. "
            "Take away “Active” on the account's own page instead; nobody can log in with it then."
        )
    client.post(address("auth.user", "delete", unknown.pk), {"post": "yes"})
    left = account._meta.model.objects.filter(username__in=["ana", "ben"])
    assert [one.username for one in left] == ["ana"]
