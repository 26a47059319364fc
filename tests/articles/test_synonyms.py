"""What patients write and what pages call it: staff keep the list, one by one or as a file."""

import time

import pytest
from django.contrib.messages import get_messages
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import IntegrityError
from django.urls import reverse

from articles.importing.synonyms import import_synonyms
from articles.models import Synonym
from articles.models.synonyms import faults, synonym
from tests.factories import AccountFactory, published_page

pytestmark = pytest.mark.django_db

ADD = reverse("admin:articles_synonym_add")
LIST = reverse("admin:articles_synonym_changelist")


@pytest.fixture
def editor(client):
    account = AccountFactory(groups=["Editors"], first_name="Ana", last_name="Reyes")
    client.force_login(account)
    return account


def typed(**answers):
    return {"language": "en", "asked": "spine wobble", "means": "scoliosis"} | answers


def errors(answer):
    return {
        field: [str(error) for error in found]
        for field, found in answer.context["adminform"].form.errors.items()
    }


def test_editor_adds_a_synonym(client, editor):
    client.post(ADD, typed(asked="  Spine-Wobble’s "))
    made = Synonym.objects.get(key="spine wobbles")
    assert (made.language, made.asked, made.means) == ("en", "Spine-Wobble’s", "scoliosis")
    assert made.created_by == editor


def test_who_changes_a_synonym_is_not_who_made_it(client, editor):
    client.post(ADD, typed())
    made = Synonym.objects.get(key="spine wobble")
    client.force_login(AccountFactory(groups=["Administrators"]))
    client.post(
        reverse("admin:articles_synonym_change", args=[made.pk]), typed(asked="spine wobbling")
    )
    made.refresh_from_db()
    assert (made.key, made.created_by) == ("spine wobbling", editor)


def test_list_finds_words_however_they_are_written(client, editor):
    synonym("en", "Dowager’s Wobble", "kyphosis", by=editor).save()
    for asked in ["Dowager’s", "dowagers wobble", "wobble"]:
        rows = client.get(LIST, {"q": asked}).context["cl"].result_list
        assert [row.asked for row in rows] == ["Dowager’s Wobble"]
    shown = client.get(LIST, {"q": "wobble"}).content.decode()
    assert "Ana Reyes" in shown
    assert "Came with the site" in client.get(LIST).content.decode()


@pytest.mark.parametrize(
    ("answers", "wrong"),
    [
        ({"asked": ""}, {"asked": ["This field is required."]}),
        ({"asked": "?!"}, {"asked": ["Write at least one word."]}),
        ({"means": "–"}, {"means": ["Write at least one word."]}),
        ({"asked": "a b c d e f g h i j k"}, {"asked": ["These are 11 words. Use 10 at most."]}),
        ({"means": "a b c d e f g h i j k l m"}, {"means": ["These are 13 words. Use 12 at most."]}),
        ({"means": "Spine-Wobble"}, {"means": ["To search, these are the same words. Nothing would change."]}),
        ({"language": "fr"}, {"language": ["Select a valid choice. fr is not one of the available choices."]}),
    ],
)  # fmt: skip
def test_wrong_words_get_a_sentence_at_their_field(client, editor, answers, wrong):
    before = Synonym.objects.count()
    assert errors(client.post(ADD, typed(**answers))) == wrong
    assert Synonym.objects.count() == before


def test_words_are_on_the_list_once_for_each_thing_they_mean(client, editor):
    client.post(ADD, typed())
    answer = client.post(ADD, typed(asked="SPINE wobble"))
    assert errors(answer) == {"means": ["This stands on the list already."]}
    client.post(ADD, typed(means="kyphosis"))
    client.post(ADD, typed(language="es"))
    assert Synonym.objects.filter(key="spine wobble").count() == 3
    made = Synonym.objects.get(language="en", key="spine wobble", means="kyphosis")
    client.post(reverse("admin:articles_synonym_change", args=[made.pk]), typed(means="a curve"))
    made.refresh_from_db()
    assert made.means == "a curve"


def test_database_refuses_the_same_words_twice():
    synonym("en", "spine wobble", "scoliosis").save()
    with pytest.raises(IntegrityError, match="synonym_once_per_language"):
        synonym("en", "Spine wobble", "scoliosis").save()


def test_database_refuses_a_synonym_for_nothing():
    with pytest.raises(IntegrityError, match="synonym_asks_for_a_word"):
        synonym("en", "?", "kyphosis").save()


def test_words_that_no_page_holds_are_saved_with_a_warning(client, editor):
    answer = client.post(ADD, typed(means="zygapophyseal"))
    [warning, saved] = [str(message) for message in get_messages(answer.wsgi_request)]
    assert warning == (
        "No page that patients can read holds “zygapophyseal” yet: until one does, the synonym finds nothing."
    )
    assert "was added successfully" in saved
    assert Synonym.objects.filter(means="zygapophyseal").exists()


def test_words_that_a_live_page_holds_are_saved_without_one(client, editor):
    published_page(title="Zygapophyseal joints")
    answer = client.post(ADD, typed(means="zygapophyseal"))
    assert len(list(get_messages(answer.wsgi_request))) == 1


# --- the list that comes with the site ---


@pytest.mark.parametrize("language", ["en", "es"])
def test_first_synonyms_keep_the_rules_that_staff_keep(language):
    there = Synonym.objects.in_language(language)
    assert there.count() >= 75
    for one in there:
        assert faults(one.asked, one.means) == {}, one
        assert one.key == synonym(language, one.asked, one.means).key
        one.full_clean()


@pytest.mark.parametrize(
    ("language", "asked", "means"),
    [
        ("en", "Slipped disc", "herniated disk"),
        ("en", "Dowager’s hump", "kyphosis"),
        ("en", "X-ray", "radiograph"),
        ("en", "Sore back", "back pain"),
        ("en", "Lower back pain", "low back pain"),
        ("en", "Tylenol", "acetaminophen"),
        ("en", "Telehealth", "virtual visit"),
        ("es", "hernia de disco", "hernia discal"),
        ("es", "Rabadilla", "cóccix coxis"),
    ],
)  # fmt: skip
def test_first_synonyms_name_what_patients_say(language, asked, means):
    key = synonym(language, asked, means).key
    assert Synonym.objects.in_language(language).get(key=key).means == means


# --- a clinic's own list ---

HEAD = "language,asked,means\n"


def test_file_is_put_on_the_list_and_changes_nothing_the_second_time():
    lines = [HEAD, "en,spine wobble,scoliosis\n", 'es,"bamboleo, columna",escoliosis\n']
    first, second = import_synonyms(lines), import_synonyms(lines)
    assert (first.new, first.unchanged) == (2, 0)
    assert (second.new, second.unchanged) == (0, 2)
    assert Synonym.objects.get(key="bamboleo columna").means == "escoliosis"


def test_file_gives_words_on_the_list_another_meaning():
    import_synonyms([HEAD, "en,spine wobble,scoliosis\n"])
    report = import_synonyms([HEAD, "en,Spine-Wobble,kyphosis\n", "en,spine wobble,kyphosis\n"])
    means = Synonym.objects.filter(key="spine wobble").order_by("means")
    assert (report.new, [one.means for one in means]) == (1, ["kyphosis", "scoliosis"])


def test_file_with_a_wrong_line_puts_nothing_on_the_list_and_names_every_line():
    report = import_synonyms(
        [
            HEAD,
            "en,spine wobble,scoliosis\n",
            "fr,mal de dos,back pain\n",
            "en,,back pain\n",
            "en,back,back\n",
            "en\n",
            f"en,{'x' * 81},back pain\n",
            "en,spine\x00,kyphosis\n",
        ]
    )
    assert report.wrong == [
        "line 3: “fr” is no language of this site",
        "line 4: asked: Write at least one word.",
        "line 5: means: To search, these are the same words. Nothing would change.",
        "line 6: asked: Write at least one word.; means: Write at least one word.",
        "line 7: asked: longer than 80 characters",
        "line 8: there is a NUL in it",
    ]
    assert not Synonym.objects.filter(key="spine wobble").exists()


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        ([], "line 1: there is no column “language”"),
        (["language,asked\n"], "line 1: there is no column “means”"),
        ([HEAD, '"en,a,b'], "near line 1: unexpected end of data"),
    ],
)  # fmt: skip
def test_file_that_is_no_list_is_refused_in_words(lines, why):
    assert import_synonyms(lines).wrong == [why]


def test_thousands_of_lines_take_seconds(django_assert_max_num_queries):
    start = time.thread_time()
    with django_assert_max_num_queries(20):
        report = import_synonyms([HEAD, *(f"en,wobble {n},scoliosis {n}\n" for n in range(5000))])
    assert report.new == 5000
    assert time.thread_time() - start < 5  # of our own work, whatever else the machine has to do


def test_command_takes_a_file_from_a_spreadsheet_in_somebodys_name(tmp_path, capsys):
    file, ana = tmp_path / "list.csv", AccountFactory(username="ana", groups=["Editors"])
    file.write_text(HEAD + "en,spine wobble,scoliosis\n", encoding="utf-8-sig")
    call_command("import_synonyms", file, "--as", "ana")
    assert capsys.readouterr().out == "1 new, 0 on the list already.\n"
    assert Synonym.objects.get(key="spine wobble").created_by == ana


def test_command_says_what_is_wrong(tmp_path, capsys):
    file = tmp_path / "list.csv"
    with pytest.raises(CommandError, match="can't be read: No such file"):
        call_command("import_synonyms", file)
    file.write_bytes(b"language,asked,means\nes,ci\xe1tica,x\n")
    with pytest.raises(CommandError, match="not UTF-8"):
        call_command("import_synonyms", file)
    file.write_text(HEAD + "en,,x\n")
    with pytest.raises(CommandError, match="Nothing was put on the list"):
        call_command("import_synonyms", file)
    assert capsys.readouterr().err == "line 2: asked: Write at least one word.\n"
    AccountFactory(username="sam", groups=["Schedulers"])
    for name, why in [("sam", "may not keep synonyms"), ("nobody", "no account")]:
        with pytest.raises(CommandError, match=why):
            call_command("import_synonyms", file, "--as", name)


def test_full_clean_refuses_what_the_form_refuses():
    with pytest.raises(ValidationError, match="same words"):
        Synonym(language="en", asked="back", means="Back").full_clean()
