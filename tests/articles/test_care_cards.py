"""Care cards through the chain: written by editors, approved by others, shown everywhere at once."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.contrib.messages import get_messages
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from articles.models import CareCard, CareCardMove, CareCardVersion, MoveRefused, ReviewRequired
from tests.factories import (
    AccountFactory,
    CareCardFactory,
    PageFactory,
    ProviderFactory,
    administrator,
    approved_card,
    editor,
    published_page,
    reviewer,
)
from tests.form_data import errors_in, form_data, messages_in

pytestmark = pytest.mark.django_db

NO_LINKS = (
    "An emergency card has no links: a person in danger must not leave the page. Write the phone "
    "number or the place instead."
)
NOT_ALLOWED = "Your account may not do this. Ask a clinical reviewer or an administrator."


def change(card):
    return reverse("admin:articles_carecard_change", args=[card.pk])


def move(name):
    return reverse("admin:articles_carecard_move", args=[name])


def saved(card, by, **words):
    """New words of a card, as the form would save them."""
    for name, value in words.items():
        setattr(card, name, value)
    card.save()
    return card.save_words(by=by)


def in_review(**words):
    card, author = CareCardFactory(**words), editor()
    card.save_words(by=author)
    card.submit_for_review(by=author)
    return card


def text_of(answer):
    soup = BeautifulSoup(answer.content, "html.parser")
    return " ".join(soup.select_one("#content").text.split())


def test_card_goes_from_an_editors_form_to_patients_by_a_reviewers_yes(client):
    card = approved_card(items="faint")
    page = published_page(sections=[{"care_card": card}])
    client.force_login(editor())
    form = client.get(change(card))
    client.post(change(card), form_data(form, items="cannot breathe", reason="Clearer sign"))
    assert page.publications.live().readable().get().cards[card.pk]["items"] == ["faint"]
    [submit] = client.get(change(card)).context["moves"]
    client.post(submit["url"], form_data(client.get(submit["url"])))
    client.force_login(reviewer())
    shown = client.get(change(card))
    assert [offer["move"].name for offer in shown.context["moves"]] == ["approve", "send-back"]
    approve = shown.context["moves"][0]["url"]
    asked = client.get(approve)
    assert "Removed: faint Added: cannot breathe" in text_of(asked)
    answer = client.post(approve, form_data(asked), follow=True)
    assert messages_in(answer) == [
        f"“{CareCard.objects.get()}” is approved. Every page that uses it shows these words now."
    ]
    assert page.publications.live().readable().get().cards[card.pk]["items"] == ["cannot breathe"]


def test_every_save_is_a_version_with_who_and_why_and_an_empty_one_is_none(client):
    card, author = CareCardFactory(), editor()
    client.force_login(author)
    for items, reason in (("faint", "First"), ("faint", "Again"), ("cannot breathe", "Clearer")):
        client.post(change(card), form_data(client.get(change(card)), items=items, reason=reason))
    versions = card.versions.order_by("number").values_list("number", "items", "reason")
    assert list(versions) == [(1, "faint", "First"), (2, "cannot breathe", "Clearer")]
    assert set(card.versions.values_list("created_by", flat=True)) == {author.pk}


# Which move is open in which state, and to whom; all else is refused.
WRITERS, REVIEWERS, NAMED = {"editor", "admin", "author"}, {"reviewer", "nameless", "author"}, set()
OPEN = {
    "draft": {"submit": WRITERS},
    "in-review": {"take-back": WRITERS, "approve": {"reviewer"}, "send-back": REVIEWERS},
    "approved": {},
}


def people():
    author = AccountFactory(groups=["Editors", "Clinical reviewers"])
    ProviderFactory(account=author)
    return {
        "scheduler": AccountFactory(groups=["Schedulers"]),
        "editor": editor(),
        "admin": administrator(),
        "reviewer": reviewer(),
        "nameless": AccountFactory(groups=["Clinical reviewers"]),
        "author": author,
    }


def card_in(state, author):
    card = CareCardFactory()
    card.save_words(by=author)
    if state != "draft":
        card.submit_for_review(by=author)
    if state == "approved":
        card.approve(by=reviewer())
    return card


def check_offered(client, card, role, may):
    shown = client.get(change(card))
    if role == "scheduler":
        assert shown.status_code == 403
    else:
        assert {offer["move"].name for offer in shown.context["moves"]} == may, role


@pytest.mark.parametrize("state", OPEN)
def test_moves_of_a_card_are_offered_and_made_exactly_where_the_table_opens_them(client, state):
    accounts = people()
    card = card_in(state, accounts["author"])
    before = card.moves.count()
    for role, account in accounts.items():
        client.force_login(account)
        may = {name for name, who in OPEN[state].items() if role in who}
        check_offered(client, card, role, may)
        for name in ("submit", "take-back", "approve", "send-back"):
            client.cookies.pop("messages", None)
            with transaction.atomic():
                answer = client.post(move(name), {"card": card.pk, "reason": "By hand"})
                [message] = get_messages(answer.wsgi_request)
                expected = "success" if name in may else "error"
                assert message.level_tag == expected, (role, name)
                assert card.moves.count() == before + (name in may), (role, name)
                transaction.set_rollback(True)
        assert CareCard.objects.get(pk=card.pk).status == state


def test_nobody_approves_their_own_words_of_a_card():
    author = AccountFactory(groups=["Editors", "Clinical reviewers"])
    ProviderFactory(account=author)
    card = card_in("in-review", author)
    with pytest.raises(MoveRefused, match="Some of these words are your own"):
        card.approve(by=author)


def test_emergency_card_with_a_link_is_not_approved():
    card = in_review(action="See example.org")  # past the form, by an import or a shell
    with pytest.raises(ReviewRequired, match="An emergency card has no links"):
        card.approve(by=reviewer())
    assert card.version_in_force() is None


def test_urgent_card_with_a_link_is_approved():
    card = in_review(level="urgent", action="See example.org")
    card.approve(by=reviewer())
    assert card.version_in_force().action == "See example.org"


def test_words_saved_after_the_reviewer_opened_the_card_are_not_approved(client):
    card = in_review()
    client.force_login(reviewer())
    address = client.get(change(card)).context["moves"][0]["url"]
    saved(card, editor(), items="faint")
    card.submit_for_review(by=editor())
    answer = client.post(address, form_data(client.get(address)))
    [told] = messages_in(answer)
    assert "The card was changed after you opened it." in told
    assert card.version_in_force() is None


def test_second_editor_of_a_card_is_told_and_decides(client):
    card = CareCardFactory()
    card.save_words(by=editor())
    client.force_login(editor())
    form = client.get(change(card))
    saved(card, AccountFactory(first_name="Robin", last_name="Ashby"), items="faint")
    told = client.post(change(card), form_data(form, items="cannot breathe"))
    assert "Robin Ashby saved this card on" in errors_in(told)[0]
    newer = BeautifulSoup(told.content, "html.parser").select_one(".newer")
    assert [mark.text.split()[-1] for mark in newer.select("ins")] == ["faint"]
    assert CareCard.objects.get().items == "faint"
    client.post(change(card), form_data(told))
    assert CareCard.objects.get().items == "cannot breathe"
    assert card.versions.count() == 3


def test_what_patients_read_at_a_time_is_the_version_approved_last_before_it():
    card, now = CareCardFactory(items="faint"), timezone.now()
    for days, items in ((-10, "faint"), (-5, "cannot breathe")):
        at = now + timedelta(days=days)
        card.items = items
        card.save()
        card.save_words(by=editor(), at=at)
        card.submit_for_review(by=editor(), at=at)
        card.approve(by=reviewer(), at=at)
    saved(card, editor(), items="not approved")
    seen = [card.version_in_force(now + timedelta(days=days)) for days in (-11, -10, -6, -5, 0)]
    assert [version and version.items for version in seen] == [
        None,
        "faint",
        "faint",
        "cannot breathe",
        "cannot breathe",
    ]
    counts = [CareCardMove.objects.approvals(now + timedelta(days=d)).count() for d in (-11, -6, 0)]
    assert counts == [0, 1, 2]


@pytest.mark.parametrize("model", [CareCardVersion, CareCardMove])
def test_database_refuses_to_change_or_delete_a_cards_history(model):
    approved_card()
    row = model.objects.first()
    for statement in (
        f"UPDATE {model._meta.db_table} SET reason = 'x' WHERE id = {row.pk}",  # noqa: S608
        f"DELETE FROM {model._meta.db_table} WHERE id = {row.pk}",  # noqa: S608
    ):
        with (
            pytest.raises(DatabaseError, match="are history"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)
    assert model.objects.filter(pk=row.pk, reason="").exists()


def test_card_lists_the_live_pages_and_the_drafts_it_stands_on(client):
    card = approved_card()
    live = published_page(title="Live and written", sections=[{"care_card": card}])
    removed = published_page(title="Taken out", sections=[{"care_card": card, "body": "<p>x</p>"}])
    removed.sections.update(care_card=None)
    PageFactory(title="Written", sections=[{"care_card": card}] * 2)
    PageFactory(title="Without")
    client.force_login(reviewer())
    soup = BeautifulSoup(client.get(change(card)).content, "html.parser")
    listed = soup.select("section[aria-labelledby=panel-pages] li")
    assert [" ".join(item.text.split()) for item in listed] == [
        "Live and written Live",
        "Taken out Live taken out of the newest draft",
        "Written Draft only",
    ]
    assert live.publications.live().exists()


def test_reviewer_reads_the_card_in_force_and_hears_of_newer_words(client):
    card = approved_card(items="faint")
    page = PageFactory(sections=[{"care_card": card}])
    page.save_draft(by=editor())
    saved(card, editor(), items="cannot breathe")
    client.force_login(reviewer())
    shown = text_of(client.get(reverse("admin:articles_article_read", args=[page.pk])))
    assert "faint" in shown
    assert "cannot breathe" not in shown
    assert "Newer words of this card wait for approval." in shown


def test_card_that_was_never_approved_shows_nowhere_and_the_form_warns(client):
    card = CareCardFactory(heading="Call us today if you:", items="feel worse")
    card.save_words(by=editor())
    page = published_page(sections=[{"care_card": card}])
    public = client.get(page.publications.live().get().get_absolute_url()).content.decode()
    assert "feel worse" not in public
    client.force_login(editor())
    form = text_of(client.get(reverse("admin:articles_article_change", args=[page.pk])))
    warning = "Patients do not see the care card “Call us today if you:”"
    assert warning in form
    card.submit_for_review(by=editor())
    card.approve(by=reviewer())
    form = text_of(client.get(reverse("admin:articles_article_change", args=[page.pk])))
    assert warning not in form


def test_history_of_a_card_tells_versions_moves_and_what_changed(client):
    card = in_review(items="faint\ncannot breathe")
    card.send_back(by=reviewer(name="Maren Okafor"), reason="Name the chest pain")
    saved(card, editor(), items="faint\nhave chest pain")
    client.force_login(editor())
    soup = BeautifulSoup(client.get(change(card)).content, "html.parser")
    first = soup.select_one("section.history li")
    marks = [(mark.name, " ".join(mark.text.split())) for mark in first.select("ins, del")]
    assert marks == [("del", "Removed: cannot breathe"), ("ins", "Added: have chest pain")]
    assert "Given back by" in soup.select_one(".panels").text
    assert "Name the chest pain" in soup.select_one("section.history").text


def test_language_of_a_card_that_patients_read_stays_whatever_is_posted(client):
    # Else the advice would vanish from every live page, and nobody would have approved that.
    card = approved_card()
    client.force_login(editor())
    asked = client.get(change(card))
    answer = client.post(change(card), form_data(asked) | {"language": "es"})
    assert answer.status_code == 302
    card.refresh_from_db()
    assert (card.language, card.status) == ("en", "approved")


def test_card_is_not_offered_as_its_own_translation(client):
    card, other = CareCardFactory(), CareCardFactory()
    client.force_login(editor())
    offered = client.get(change(card)).context["adminform"].form.fields["translation_of"].queryset
    assert list(offered) == [other]


def test_form_of_a_translated_card_warns_when_the_source_has_newer_words(client):
    source = approved_card(heading="Call 911 if you:")
    card = CareCardFactory(language="es", translation_of=source)
    card.save_words(by=editor())
    client.force_login(editor())
    assert "Older than its source" not in text_of(client.get(change(card)))
    saved(source, editor(), items="faint")
    assert "Older than its source" not in text_of(client.get(change(card)))  # not approved yet
    source.submit_for_review(by=editor())
    source.approve(by=reviewer())
    assert "Older than its source" in text_of(client.get(change(card)))
    saved(card, editor(), items="se desmaya")
    assert "Older than its source" not in text_of(client.get(change(card)))


def test_reviewer_is_not_led_to_write_a_card_in_spanish(client):
    card = approved_card()
    client.force_login(reviewer())
    assert "Write it in Spanish" not in text_of(client.get(change(card)))
    client.force_login(editor())
    assert "Write it in Spanish" in text_of(client.get(change(card)))
