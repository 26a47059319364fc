"""People, places and pages for tests; each test says only what matters to it."""

import io
from contextlib import contextmanager

import factory
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.utils import timezone
from PIL import Image as Pillow

from articles.models import CareCard, Image, Kind, Level, MissedSearch, Page, Section, Topic
from articles.models.missed import digest_of
from articles.pictures import take_in
from clinic.models import Location, Provider
from clinic.pictures import re_encode


class AccountFactory(factory.django.DjangoModelFactory):
    """A staff account: `AccountFactory(groups=["Editors"])`."""

    class Meta:
        model = get_user_model()
        skip_postgeneration_save = True

    username = factory.Sequence(lambda n: f"person{n}")
    is_staff = True

    @factory.post_generation
    def groups(self, create, names):
        self.groups.set([Group.objects.get(name=name) for name in names or []])


class ProviderFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Provider

    name = factory.Sequence(lambda n: f"Ana Reyes {n}")
    slug = factory.Sequence(lambda n: f"ana-reyes-{n}")
    credentials = "MD"
    role = "Physiatrist"


class LocationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Location

    name = factory.Sequence(lambda n: f"Harbor Street {n}")
    slug = factory.Sequence(lambda n: f"harbor-street-{n}")
    street = "1 Harbor Street"
    city = "Springfield"
    state = "OH"
    postal_code = "45501"


class TopicFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Topic

    name = factory.Sequence(lambda n: f"Topic {n}")
    slug = factory.Sequence(lambda n: f"topic-{n}")


class MissedSearchFactory(factory.django.DjangoModelFactory):
    """Words that were searched often enough to be shown."""

    class Meta:
        model = MissedSearch

    words = factory.Sequence(lambda n: f"wobble {n}")
    language = "en"
    digest = factory.LazyAttribute(lambda row: digest_of(row.language, row.words.split()))
    count = 3
    last_on = factory.LazyFunction(timezone.localdate)


class CareCardFactory(factory.django.DjangoModelFactory):
    """A card as written; `approved_card()` makes one that patients read."""

    class Meta:
        model = CareCard

    slug = factory.Sequence(lambda n: f"card-{n}")
    level = Level.EMERGENCY
    heading = "Call 911 if you:"
    items = "cannot feel your legs\ncannot pass urine"
    action = "Do not drive yourself."


class SectionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Section

    kind = "overview"
    heading = factory.Sequence(lambda n: f"What it is {n}")
    body = "<p>A disk can press on a nerve.</p>"


class PageFactory(factory.django.DjangoModelFactory):
    """A page with one section, saved as a draft by nobody yet."""

    class Meta:
        model = Page
        skip_postgeneration_save = True

    kind = Kind.ARTICLE
    title = factory.Sequence(lambda n: f"Herniated disk {n}")
    slug = factory.Sequence(lambda n: f"herniated-disk-{n}")
    summary = "When a disk presses on a nerve."

    @factory.post_generation
    def sections(self, create, sections):
        for order, section in enumerate(sections if sections is not None else [{}]):
            SectionFactory(page=self, order=order, **section)


def editor():
    """An account that writes."""
    return AccountFactory(groups=["Editors"])


def reviewer(**profile):
    """An account that approves and publishes, with a public name."""
    account = AccountFactory(groups=["Clinical reviewers"])
    ProviderFactory(account=account, **profile)
    return account


def administrator():
    """An account that may do everything but review."""
    return AccountFactory(groups=["Administrators"])


def approve(page, *, by=None, at=None, **how):
    """Bring the newest words of a page through review; nobody reads them yet."""
    page.submit_for_review(by=editor(), at=at)
    return page.approve(by=by or reviewer(), at=at, **how)


def publish(page, *, by=None, at=None, **how):
    """Bring the newest words of a page through review to its readers, now or from `at` on."""
    by = by or reviewer()
    approve(page, by=by, at=min(at, timezone.now()) if at else None)
    return page.publish(by=by, at=at, **how)


def published_page(*, by=None, at=None, **fields):
    """A page that patients can read: written by an editor, approved and published by a reviewer."""
    page = PageFactory(**fields)
    page.save_draft(by=editor(), at=min(at, timezone.now()) if at else None)
    publish(page, by=by, at=at)
    return page


def imported_page(**fields):
    """A page that patients can read without a review, whatever the proofreader found in it."""
    page = PageFactory(**fields)
    page.save_draft(by=editor())
    page.publish(by=administrator(), imported=True)
    return page


def approved_card(*, at=None, **words):
    """A care card that a reviewer approved."""
    card = CareCardFactory(**words)
    approve_card(card, at=at)
    return card


def approve_card(card, *, at=None):
    """Bring the newest words of a card into force."""
    author = editor()
    card.save_words(by=author, at=at)
    card.submit_for_review(by=author, at=at)
    card.approve(by=reviewer(), at=at)


def picture_file(kind="JPEG", size=(120, 80), color="teal"):
    """A picture as somebody would upload it."""
    out = io.BytesIO()
    Pillow.linear_gradient("L").resize(size).convert("RGB").save(out, kind)
    drawn = Pillow.open(out).convert("RGB")
    drawn.paste(color, (0, 0, size[0] // 2, size[1]))
    out = io.BytesIO()
    drawn.save(out, kind)
    return SimpleUploadedFile(f"photo.{kind.lower()}", out.getvalue())


def library_image(*, by=None, kind="JPEG", size=(120, 80), **words):
    """A picture of the library, with all its files."""
    said = {"title": "A disk", "alternative_text": "A disk that bulges."} | words
    return take_in(Image(file=re_encode(picture_file(kind, size)), **said), by=by)


@contextmanager
def unlocked_questions():
    """Within it the database lets a test change the safety questions in force, as nobody else may."""
    tables = ("clinic_safetyquestionset", "clinic_safetyquestion")
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER keep_rows")
        yield
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER keep_rows")
