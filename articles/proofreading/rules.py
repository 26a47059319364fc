"""The table of rules: each is one function and one line here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from . import headings, language, links, lists, translation
from .draft import Draft, Facts
from .findings import Finding, Hits, Place, Severity

BLOCKING, ADVICE = Severity.BLOCKING, Severity.ADVICE


@dataclass(frozen=True)
class Rule:
    """A question asked of every page. In `what`, `{words}` and `{count}` stand for what was found."""

    code: str
    severity: Severity
    look: Callable[[Draft, Facts], Hits]
    what: Any
    why: Any
    mend: Any

    def findings(self, draft: Draft, facts: Facts) -> list[Finding]:
        return [
            self.finding(hit.place, str(self.what).format(words=hit.words, count=round(hit.count)))
            for hit in self.look(draft, facts)
        ]

    def finding(self, place: Place, what: str) -> Finding:
        return Finding(
            rule=self.code,
            severity=self.severity,
            place=place,
            what=what,
            why=str(self.why),
            mend=str(self.mend),
        )


# fmt: off
RULES = (
    Rule("lost-list", BLOCKING, lists.lost_lists,
         _("A list is missing after “{words}”"),
         _("Readers are told that something follows and then read nothing, even where it would save a life."),
         _("Write the list below these words, or mark the lines below them as a list; or end the sentence.")),
    Rule("alternative-text", BLOCKING, links.images_without_words,
         _("The picture “{words}” has no alternative text"),
         _("People who cannot see the picture get nothing, or hear the name of a file."),
         _("Open the picture and say what it shows, or mark it as decorative.")),
    Rule("dead-link", BLOCKING, links.dead_links,
         _("The link “{words}” leads nowhere"),
         _("Readers who follow it find an error instead of what they were promised."),
         _("Link to a page that patients can read now, or take the link out.")),
    Rule("answer-without-question", BLOCKING, headings.answers_without_question,
         _("“{words}” answers a question that nobody asked"),
         _("Without its question a Yes or No can be taken for the answer to something else."),
         _("Make the section a question and write the question as its heading, or say the answer in full.")),
    Rule("empty-heading", BLOCKING, headings.empty_headings,
         _("A heading is empty, above “{words}”"),
         _("Screen readers announce it and contents lists show it, with no words."),
         _("Write the heading, or join the text to the section before it.")),
    Rule("repeated-heading", BLOCKING, headings.repeated_headings,
         _("The heading “{words}” stands here twice"),
         _("Two entries of the same name in the contents leave readers guessing."),
         _("Give each its own name, or bring the two together.")),
    Rule("empty-section", BLOCKING, headings.empty_sections,
         _("Nothing stands under the heading “{words}”"),
         _("Readers who look for this part find a promise and no words."),
         _("Write the text, or remove the heading.")),
    Rule("skipped-level", BLOCKING, headings.skipped_levels,
         _("The heading “{words}” skips a level"),
         _("Screen readers tell the structure by heading levels; a gap sounds like a missing part."),
         _("Choose the next higher heading in the Format menu.")),
    Rule("no-reviewer", BLOCKING, headings.no_reviewer,
         _("No reviewer with a public name"),
         _("Patients are told which clinician vouches for the words, and nobody can be named."),
         _("Choose a reviewer who stands under Providers with an account, or link the reviewer's account there.")),
    Rule("link-in-emergency-card", BLOCKING, links.links_in_emergency_cards,
         _("The emergency card holds a link: “{words}”"),
         _("A person in danger must not leave the page."),
         _("Write the phone number or the place in the care card instead.")),
    Rule("foreign-card", BLOCKING, translation.foreign_cards,
         _("The care card “{words}” is not in the language of the page"),
         _("Readers who need help would get no advice, or advice that they cannot read."),
         _("Choose the card in the page's language, or translate the card first.")),
    Rule("card-left-out", BLOCKING, translation.cards_left_out,
         _("The emergency card “{words}” of the page that was translated is missing here"),
         _("Readers of one language would not be told when to call for help."),
         _("Translate the card where it has no words in this language yet, and choose it in a section.")),
    Rule("untranslated", BLOCKING, translation.untranslated,
         _("“{words}” still says what the original says, word for word"),
         _("Readers who chose their language would read the other one."),
         _("Translate these words, or remove them.")),
    Rule("grade", ADVICE, language.hard_pages,
         _("The page reads at grade {count}"),
         _("Many adults read best at grade 8 or below, and all of them when in pain."),
         _("Shorten sentences and say everyday words first. This is a hint, never a gate.")),
    Rule("section-grade", ADVICE, language.hard_sections,
         _("This section reads at grade {count}"),
         _("Many adults read best at grade 8 or below, and all of them when in pain."),
         _("Shorten its longest sentences, and turn rows of commas into lists.")),
    Rule("long-sentence", ADVICE, language.long_sentences,
         _("A sentence of {count} words: “{words}”"),
         _("Beyond about 25 words many readers lose the thread."),
         _("Make two sentences of it, or a list.")),
    Rule("absolute-claim", ADVICE, language.absolute_claims,
         _("An absolute word: “{words}”"),
         _("Little in medicine holds for everybody, and readers remember the promise."),
         _("Check that it is true as it stands; often “less”, “most” or “rarely” is.")),
    Rule("coming-link", ADVICE, links.coming_links,
         _("The link “{words}” leads to a page that is not live yet"),
         _("Until that page is published, readers who follow it find an error."),
         _("Publish the other page first, or both together.")),
    Rule("numeric-date", ADVICE, language.numeric_dates,
         _("The date “{words}” is written in numbers"),
         _("Half the world reads the day first and the other half the month."),
         _("Write the month as a word: June 5, 2024.")),
    Rule("dropped-picture", ADVICE, links.dropped_pictures,
         _("The picture “{words}” will not be shown"),
         _("Only pictures of the center's own library are published; nothing is asked of other sites."),
         _("Upload the picture and put it in with the Picture button.")),
    Rule("vague-link", ADVICE, links.links_without_words,
         _("The words of the link “{words}” do not say where it leads"),
         _("Screen reader users jump from link to link and hear only these words."),
         _("Use the name of what readers will find as the words of the link.")),
    Rule("typed-list", ADVICE, lists.typed_lists,
         _("A list typed by hand, from “{words}” on"),
         _("Screen readers do not announce it as a list, and phones break its lines badly."),
         _("Mark the lines and press the button for bulleted or numbered lists.")),
    Rule("disguised-heading", ADVICE, headings.disguised_headings,
         _("“{words}” is bold where a heading seems meant"),
         _("Screen reader users jump by headings and miss it."),
         _("Choose a heading in the Format menu instead of bold.")),
    Rule("long-summary", ADVICE, language.long_summaries,
         _("The summary has {count} characters"),
         _("Lists and search engines cut it off at about 300."),
         _("Two or three plain sentences are enough.")),
    Rule("no-summary", ADVICE, language.no_summary,
         _("The page has no summary"),
         _("Readers of lists and search results see only the title."),
         _("Say in two or three plain sentences what the page tells.")),
    Rule("no-sources", ADVICE, language.no_sources,
         _("The page names no sources"),
         _("Readers cannot check where the facts come from."),
         _("Add the guidelines or studies that the page rests on.")),
)
# fmt: on
BY_CODE = {rule.code: rule for rule in RULES}


def proofread(draft: Draft, facts: Facts) -> list[Finding]:
    """Everything there is to mend on a page: blocking first, then from the top of the page down."""
    found = [finding for rule in RULES for finding in rule.findings(draft, facts)]
    return sorted(found, key=_rank)


def _rank(finding: Finding) -> tuple[bool, int, int]:
    place = finding.place
    section = -1 if place.section is None else place.section
    return (not finding.blocks, section, place.line or 0)


def recall(stored: Mapping[str, Any]) -> Finding:
    """A finding as a publication stored it, with the reasons as the table gives them now."""
    rule = BY_CODE[stored["rule"]]
    place = Place(field=stored["field"], label=stored["label"], section=stored["section"])
    return rule.finding(place, stored["what"])
