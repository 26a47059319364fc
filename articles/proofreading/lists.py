"""Lists that were lost when a text moved: the words that announce one, and nothing after them."""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby, zip_longest

from .blocks import Block, Shape
from .draft import Draft, Facts, Passage
from .findings import Hit, Hits, quoted

# What may stand behind a colon at the end of a line without hiding it: quotes, stars, spaces.
TAIL = "\"'”’»* \t\u00a0\u200b"
COLONS = (":", "：", "∶")
# A sentence cannot end here: what it announces is gone.
DANGLING = re.compile(
    r"\b(?:includ(?:e|es|ing)|such as|if you|if your child|as follows|(?:one|any|some|all|each|more) of"
    r" these|(?:the|these|this) following(?: \w+)?|following (?:conditions|symptoms|signs|reasons|steps"
    r"|types|ways|things|tests|factors|treatments|problems|risks|questions|medicines))\s*[,–—-]?$",
    re.IGNORECASE,
)
# With a full stop, these still announce something.
ANNOUNCED = re.compile(r"\b(?:the following|as follows|such as)\s*\.$", re.IGNORECASE)
# A heading that ends in a colon is often only a heading; one of these makes it the start of a list.
OPENING = re.compile(
    r"\b(?:includ\w*|following|such as|if|if you|if your \w+|when you|are|is|may|can|will|should|to"
    r"|these|below|have|has|by)\s*:$",
    re.IGNORECASE,
)
LABEL = re.compile(
    r"^(?:(?:note|warning|caution|important|remember|tip|hint|example|question|answer|q|a|hypothesis"
    r"|disclaimer|source|nota|aviso|importante|ejemplo)(?: to \w+)?"
    r"|(?:step|stage|phase|day|week|month|part|level|type|grade|option|chapter|section|figure|table"
    r"|case|question|number|no\.?) (?:\d+|[ivxlc]+|[a-z]|one|two|three|four|five|six))\s*:$",
    re.IGNORECASE,
)
# “Three types of surgery are used:” may be followed by one heading for each.
COUNTED = re.compile(
    r"\b(?:types?|kinds?|ways|stages?|steps?|phases?|parts?|forms?|groups?|reasons|options|methods"
    r"|approaches|two|three|four|five|six|seven|\d)\b",
    re.IGNORECASE,
)
TYPED_ITEM = re.compile(r"^(?:[•◦▪▫‣⁃∙·●○■□➢✓✔→*+–—-]|o(?= [a-z])|\(?(?:\d{1,2}|[a-z])[.)])\s+\S")
QUOTATION = re.compile(r"^[\"“«‘„]")
# A line that is only a telephone number, an address on the web or an email address, or a formula.
VALUE = re.compile(
    r"^(?:\+?[\d().\s-]{7,}|\S+@\S+|(?:https?://|www\.)\S+|[\w.-]+\.(?:org|gov|com|net)\S*)\.?$|=|_{3}"
)
SENTENCE = re.compile(r"[.!?…][\"”’)]*$")
NOISE = re.compile(
    r"^(?:advertisement|advertising|sponsored(?: content)?|ad|skip advertisement|continue reading)$"
    r"|\badvertising on our site\b",
    re.IGNORECASE,
)
FEW_WORDS = 6
LABEL_WORDS = 3


def lost_lists(draft: Draft, facts: Facts) -> Hits:
    """Words that announce a list which nobody can read: the gravest thing that moving a text does."""
    for passage, following in _with_following(draft.sections):
        if _announces_in_vain(passage, following):
            yield Hit(passage.place("heading"), passage.heading)
        for index, block in enumerate(passage.blocks):
            if not block.is_prose:
                continue
            rest = passage.blocks[index + 1 :]
            for line in _lost_in(block, rest, passage, following):
                yield Hit(passage.place(block=block), quoted(line, at_end=True))


def typed_lists(draft: Draft, facts: Facts) -> Hits:
    """Lists typed by hand, with signs for bullets: a screen reader does not know them as lists."""
    for passage in draft.sections:
        for is_typed, run in groupby(passage.blocks, key=_is_typed):
            blocks = list(run)
            if is_typed and sum(len(block.lines) for block in blocks) > 1:
                yield Hit(passage.place(block=blocks[0]), quoted(blocks[0].lines[0]))


def _is_typed(block: Block) -> bool:
    return block.shape == Shape.PARAGRAPH and any(map(TYPED_ITEM.match, block.lines))


def _with_following(sections: Sequence[Passage]) -> Iterator[tuple[Passage, Passage | None]]:
    yield from zip_longest(sections, sections[1:])


def _announces_in_vain(passage: Passage, following: Passage | None) -> bool:
    if not passage.blocks or not OPENING.search(_bare(passage.heading)):
        return False
    intro = Block(Shape.PARAGRAPH, passage.heading)
    return not _is_followed(intro, passage.blocks, passage, following)


def _lost_in(
    block: Block, rest: Sequence[Block], passage: Passage, following: Passage | None
) -> Iterator[str]:
    """The lines of one block that announce a list in vain."""
    *inner, last = block.lines
    for index, line in enumerate(inner, start=1):
        if _breaks_into_items(line, block.lines[index:]):
            yield line
    if announces(last) and not _is_followed(block, rest, passage, following):
        yield last


def _breaks_into_items(line: str, after: Sequence[str]) -> bool:
    """Whether lines broken by hand are a list in looks only; an address below its name is none."""
    is_label = len(line.split()) <= LABEL_WORDS and not OPENING.search(_bare(line))
    return announces(line) and not is_label and len(after) > 1 and not TYPED_ITEM.match(after[0])


def announces(line: str) -> bool:
    """Whether something has to come after this line."""
    bare = _bare(line)
    return bare.endswith(COLONS) or bool(DANGLING.search(bare) or ANNOUNCED.search(bare))


def _bare(line: str) -> str:
    bare = line.rstrip(TAIL)
    return bare[:-1].rstrip(TAIL) + ":" if bare.endswith(COLONS) else bare


def _is_followed(
    block: Block, rest: Sequence[Block], passage: Passage, following: Passage | None
) -> bool:
    ahead = [other for other in rest if not NOISE.search(other.text)]
    if block.ends_in_picture:
        return True
    if not ahead:
        return passage.card is not None or _goes_on(following)
    answers = {
        Shape.ITEM: _is_list_below,
        Shape.TERM: _is_list_below,
        Shape.HEADING: _is_told_under_headings,
        Shape.PARAGRAPH: _is_answered,
    }
    answer = answers.get(ahead[0].shape)
    return answer(block, ahead) if answer else True  # a table, a picture, a quotation


def _is_list_below(block: Block, ahead: Sequence[Block]) -> bool:
    return ahead[0].depth > block.depth


def _goes_on(following: Passage | None) -> bool:
    """Whether the next section is only the rest of this one."""
    if following is None or following.heading or not following.blocks:
        return False
    return following.blocks[0].shape in (Shape.ITEM, Shape.TABLE, Shape.PICTURE)


def _is_told_under_headings(block: Block, ahead: Sequence[Block]) -> bool:
    level = ahead[0].level
    headings = [b for b in ahead if b.shape == Shape.HEADING and b.level == level]
    return len(headings) > 1 and bool(COUNTED.search(block.lines[-1]))


def _is_answered(block: Block, ahead: Sequence[Block]) -> bool:
    """Whether the paragraph after a colon is what the colon announced, and no list is missing."""
    line, after = _bare(block.lines[-1]), ahead[0]
    if LABEL.match(line) or any(sign.search(after.text) for sign in (TYPED_ITEM, QUOTATION, VALUE)):
        return True
    if _is_one_link(after) or _names_groups(ahead):
        return True
    # A heading in disguise, which headings.disguised_headings names.
    is_label = block.is_bold and not OPENING.search(line) and _is_short(line) and not _is_many(line)
    return is_label and bool(SENTENCE.search(after.text))


def _names_groups(ahead: Sequence[Block]) -> bool:
    """“Younger people:” and “Older people:”, each with a list of its own, below “The risks differ:”."""
    runs = [list(run) for _shape, run in groupby(ahead, key=lambda block: block.shape)]
    names = runs[0::2][:2]
    lists = runs[1::2][:2]
    return (
        len(lists) == 2
        and all(run[0].shape == Shape.ITEM for run in lists)
        and all(len(run) == 1 and _is_name(run[0]) for run in names)
    )


def _is_name(block: Block) -> bool:
    is_text = block.shape == Shape.PARAGRAPH
    return is_text and _is_short(block.text) and not SENTENCE.search(block.text)


def _is_one_link(block: Block) -> bool:
    return len(block.links) == 1 and block.links[0].words == block.text.rstrip(".")


def _is_short(line: str) -> bool:
    return len(line.split()) <= FEW_WORDS


def _is_many(line: str) -> bool:
    """Whether a label names several things: “Side effects:” announces them, “Before surgery:” not."""
    return bool(re.search(r"[^s]s:$", line))
