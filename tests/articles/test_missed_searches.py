"""What was searched and not found: counted without anybody's name, shown from the third time on, answered."""

import threading
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Permission
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test import override_settings
from django.urls import reverse
from django.utils import timezone

from articles.importing.synonyms import import_synonyms
from articles.models import MissedSearch, Posting, Synonym, record_missed
from articles.models import missed as missed_module
from articles.models.missed import keepable
from tests.factories import AccountFactory, MissedSearchFactory, published_page, reviewer

pytestmark = pytest.mark.django_db

LIST = reverse("admin:articles_missedsearch_changelist")
ADD = reverse("admin:articles_synonym_add")


@pytest.fixture
def editor(client):
    account = AccountFactory(groups=["Editors"])
    client.force_login(account)
    return account


def search_for(query, times=1, language="en"):
    for _ in range(times):
        record_missed(query, language)


def stored():
    return [(row.words, row.count) for row in MissedSearch.objects.order_by("-count", "pk")]


# --- what is kept ---


def test_words_are_stored_from_the_third_search_on():
    kept = []
    for _ in range(4):
        search_for("Wobbly-Spine?")
        kept += stored()
    assert kept == [("", 1), ("", 2), ("wobbly spine", 3), ("wobbly spine", 4)]


def test_the_same_words_are_counted_together_however_they_are_written():
    for query in ["Wobbly spine", "wobbly-spine", " WOBBLY  SPÍNE ?"]:
        search_for(query)
    assert stored() == [("wobbly spine", 3)]


def test_languages_are_counted_apart():
    search_for("wobbly spine", 2)
    search_for("wobbly spine", 2, language="es")
    assert stored() == [("", 2), ("", 2)]


def test_a_row_holds_words_count_and_day_and_nothing_about_the_person():
    search_for("wobbly spine", 3)
    [row] = MissedSearch.objects.values()
    digest = row.pop("digest")
    assert row.keys() == {"id", "language", "words", "count", "last_on", "settled_at"}
    assert (row["last_on"], len(digest)) == (timezone.localdate(), 64)


def test_whoever_has_only_the_database_cannot_try_out_words():
    search_for("wobbly spine")
    with override_settings(SECRET_KEY="another"):
        search_for("wobbly spine")
    first, second = MissedSearch.objects.all()
    assert first.digest != second.digest


def test_database_itself_refuses_rare_words():
    with pytest.raises(IntegrityError, match="missed_search_hides_rare_words"):
        MissedSearchFactory(count=2)


@pytest.mark.parametrize(
    "query",
    [
        "ana.reyes@example.org",
        "ana at example.org",
        "ana＠example",
        "ana＠example．org",
        "www.example.com back",
        "https://example.org/x",
        "call 555-0134",
        "(740) 555 0134",
        "7 4 0 5 5 5 0 1 3 4",
        "surgery on 6/5",
        "6-5-24 mri",
        "born 1951",
        "born in june",
        "my name is ana reyes",
        "me llamo ana",
        "mrn 12",
        "DOB 6 5",
        "one two three four five six seven eight nine",
        "x" * 81,
        "x " * 5000,
        "can't feel my legs",
        "i want to die",
        "no puedo orinar",
        "",
        "   ",
        "?!",
        "\x00",
        "12 34",
        "'; DROP TABLE articles_page; --" * 9,
    ],
)  # fmt: skip
def test_what_may_tell_of_somebody_is_never_stored(query):
    search_for(query, 3)
    assert stored() == []


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("L4-L5 fusion", "l4 l5 fusion"),
        ("c5/6 disc", "c5 6 disc"),
        ("c3 c4 c5 c6", "c3 c4 c5 c6"),
        ("Dr. Okafor", "dr okafor"),
        ("¿qué es la espondilólisis?", "que es la espondilolisis"),
        ("脊柱", "脊柱"),
        ("Robert'); DROP TABLE", "robert drop table"),
    ],
)  # fmt: skip
def test_plain_words_are_kept_folded(query, words):
    assert " ".join(keepable(query)) == words
    search_for(query, 3)
    assert stored() == [(words, 3)]


def test_language_that_the_site_does_not_speak_is_not_counted():
    search_for("wobbly spine", language="xx")
    assert stored() == []


# --- how much, and how long ---


def test_rare_searches_go_after_a_month_and_shown_ones_after_a_year(capsys):
    today = timezone.localdate()
    for count, days in [(2, 30), (2, 31), (3, 31), (3, 365), (3, 366)]:
        MissedSearchFactory(
            words="" if count < 3 else f"wobble {days}", digest=f"{count}-{days}", count=count,
            last_on=today - timedelta(days=days),
        )  # fmt: skip
    call_command("tidy_searches")
    assert (
        capsys.readouterr().out == "2 forgotten, 0 found by now; words of 0 ended pages deleted.\n"
    )
    assert {row.digest for row in MissedSearch.objects.all()} == {"2-30", "3-31", "3-365"}


def test_what_a_page_answers_by_now_leaves_the_list(capsys):
    MissedSearchFactory(words="zygapophyseal joints")
    stays = MissedSearchFactory(words="wobbly spine")
    published_page(title="Zygapophyseal joints")
    call_command("tidy_searches")
    assert (
        capsys.readouterr().out == "0 forgotten, 1 found by now; words of 0 ended pages deleted.\n"
    )
    assert list(MissedSearch.objects.to_answer()) == [stays]


def test_what_a_page_answered_comes_back_when_the_page_is_gone():
    search_for("zygapophyseal joints", 3)
    page = published_page(title="Zygapophyseal joints")
    call_command("tidy_searches")
    page.withdraw(by=reviewer(), reason="A wrong dose")
    search_for("zygapophyseal joints", 3)
    assert [row.words for row in MissedSearch.objects.to_answer()] == ["zygapophyseal joints"]


def test_words_of_a_page_that_has_ended_are_deleted(capsys):
    page = published_page(title="Zygapophyseal joints")
    stays = published_page(title="Facet joints")
    page.withdraw(by=reviewer(), reason="A wrong dose")
    call_command("tidy_searches")
    assert "words of 1 ended pages deleted" in capsys.readouterr().out
    assert {posting.publication.page for posting in Posting.objects.all()} == {stays}


def test_a_new_search_makes_the_old_ones_go():
    MissedSearchFactory(last_on=timezone.localdate() - timedelta(days=366))
    search_for("wobbly spine")
    assert stored() == [("", 1)]


def test_flood_leaves_the_often_searched_and_a_bounded_number(monkeypatch):
    monkeypatch.setattr(missed_module, "MOST_WAITING", 20)
    monkeypatch.setattr(missed_module, "ROOM", 5)
    search_for("wobbly spine", 3)
    search_for("wobbly neck", 2)
    for number in range(60):
        search_for(f"flood {chr(97 + number % 26)}{chr(97 + number // 26)}")
    assert MissedSearch.objects.waiting().count() <= 20
    assert stored()[:2] == [("wobbly spine", 3), ("", 2)]


def test_flood_of_what_is_shown_is_bounded_too(monkeypatch):
    monkeypatch.setattr(missed_module, "MOST_SHOWN", 10)
    monkeypatch.setattr(missed_module, "ROOM", 3)
    MissedSearchFactory(words="wobbly spine", count=9)
    MissedSearchFactory.create_batch(30)
    search_for("wobbly neck")
    assert MissedSearch.objects.shown().count() == 7
    assert stored()[0] == ("wobbly spine", 9)


@pytest.mark.django_db(transaction=True)
def test_fifty_searches_at_once_lose_no_count():
    together = threading.Barrier(10)

    def searcher():
        together.wait()
        search_for("wobbly spine", 5)
        connection.close()

    threads = [threading.Thread(target=searcher) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert stored() == [("wobbly spine", 50)]


def test_page_goes_on_when_it_cannot_be_counted(caplog):
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE articles_missedsearch RENAME TO elsewhere")
        search_for("wobbly spine")
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE elsewhere RENAME TO articles_missedsearch")
    assert stored() == []
    assert caplog.messages == ["A search that found nothing was not counted (ProgrammingError)."]


# --- what staff see and do ---


def test_list_shows_the_most_searched_first_and_no_rare_ones(client, editor):
    for query, times in [("wobbly neck", 3), ("wobbly spine", 5), ("wobbly hip", 2)]:
        search_for(query, times)
    shown = client.get(LIST)
    assert [row.words for row in shown.context["cl"].result_list] == ["wobbly spine", "wobbly neck"]
    assert "wobbly hip" not in shown.content.decode()


def test_list_finds_words_however_they_are_written(client, editor):
    search_for("Dowager’s ciática", 3)
    for query in ["ciática", "Dowager’s", "dowagers ciatica"]:
        rows = client.get(LIST, {"q": query}).context["cl"].result_list
        assert [row.words for row in rows] == ["dowagers ciatica"], query


def test_rare_words_are_not_reached_by_their_number_either(client, editor):
    search_for("wobbly hip", 2)
    pk = MissedSearch.objects.get().pk
    change = reverse("admin:articles_missedsearch_change", args=[pk])
    dismiss = reverse("admin:articles_missedsearch_dismiss", args=[pk])
    assert (client.get(change).status_code, client.post(dismiss).status_code) == (302, 404)


def test_one_click_opens_a_synonym_with_the_words_filled_in(client, editor):
    search_for("columna wobbly", 3, language="es")
    page = BeautifulSoup(client.get(LIST).content, "html.parser")
    form = client.get(page.select_one("a[href*='missed=']")["href"])
    initial = form.context["adminform"].form.initial
    assert (initial["asked"], initial["language"]) == ("columna wobbly", "es")


def test_synonym_takes_the_words_off_the_list_and_leads_back_to_it(client, editor):
    search_for("wobbly spine a bit", 3)
    pk = MissedSearch.objects.get().pk
    answers = {"language": "en", "asked": "wobbly spine", "means": "scoliosis"}
    answer = client.post(f"{ADD}?missed={pk}", answers)
    assert answer["Location"] == LIST
    assert Synonym.objects.get(key="wobbly spine").created_by == editor
    assert list(MissedSearch.objects.to_answer()) == []


def test_refused_synonym_leaves_the_words_on_the_list(client, editor):
    search_for("wobbly spine", 3)
    pk = MissedSearch.objects.get().pk
    client.post(f"{ADD}?missed={pk}", {"language": "en", "asked": "wobbly spine", "means": ""})
    assert MissedSearch.objects.to_answer().count() == 1


@pytest.mark.parametrize("way", ["form", "file"])
def test_synonym_made_elsewhere_answers_the_same_words(client, editor, way):
    search_for("wobbly spine", 3)
    if way == "form":
        client.post(ADD, {"language": "en", "asked": "Wobbly-Spine", "means": "scoliosis"})
    else:
        import_synonyms(["language,asked,means\n", "en,Wobbly-Spine,scoliosis\n"])
    assert list(MissedSearch.objects.to_answer()) == []


def test_what_was_answered_stays_off_the_list_when_it_is_searched_again(client, editor):
    search_for("wobbly spine", 3)
    client.post(
        reverse("admin:articles_missedsearch_dismiss", args=[MissedSearch.objects.get().pk])
    )
    search_for("wobbly spine", 5)
    assert list(MissedSearch.objects.to_answer()) == []


@pytest.mark.parametrize("way", ["form", "list", "other words"])
def test_words_come_back_when_their_last_synonym_is_gone(client, editor, way):
    search_for("wobbly spine", 3)
    for means in ["scoliosis", "kyphosis"]:
        client.post(ADD, {"language": "en", "asked": "wobbly spine", "means": means})
    for one in Synonym.objects.filter(key="wobbly spine"):
        assert list(MissedSearch.objects.to_answer()) == []
        take_off(client, one, way)
    assert [row.words for row in MissedSearch.objects.to_answer()] == ["wobbly spine"]


def take_off(client, one, way):
    change = reverse("admin:articles_synonym_change", args=[one.pk])
    if way == "form":
        client.post(reverse("admin:articles_synonym_delete", args=[one.pk]), {"post": "yes"})
    elif way == "list":
        chosen = {"action": "delete_selected", "_selected_action": [one.pk], "post": "yes"}
        client.post(reverse("admin:articles_synonym_changelist"), chosen)
    else:
        client.post(change, {"language": "en", "asked": "shaky spine", "means": one.means})


def test_words_are_dismissed_one_by_one_or_many(client, editor):
    one, two, three, stays = MissedSearchFactory.create_batch(4)
    client.post(reverse("admin:articles_missedsearch_dismiss", args=[one.pk]))
    client.post(LIST, {"action": "dismiss_chosen", "_selected_action": [two.pk, three.pk]})
    assert list(MissedSearch.objects.to_answer()) == [stays]


def test_dismissing_is_posted_by_those_who_keep_synonyms(client, editor):
    pk = MissedSearchFactory().pk
    dismiss = reverse("admin:articles_missedsearch_dismiss", args=[pk])
    assert client.get(dismiss).status_code == 405
    looker = AccountFactory()
    looker.user_permissions.add(Permission.objects.get(codename="view_missedsearch"))
    client.force_login(looker)
    assert dismiss not in client.get(LIST).content.decode()
    assert client.post(dismiss).status_code == 403
    assert MissedSearch.objects.to_answer().count() == 1


@pytest.mark.parametrize("missed", ["", "0", "x", "-1", "\x00", "²", "9" * 30])
def test_address_that_names_no_search_opens_an_empty_form(client, editor, missed):
    form = client.get(ADD, {"missed": missed})
    assert form.status_code == 200
    assert "asked" not in form.context["adminform"].form.initial
