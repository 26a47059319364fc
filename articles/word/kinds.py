"""What a section answers, guessed from its heading; the editor has the last word."""

import re

from articles.models.kinds import SectionKind

# The first that fits decides, so the narrower ones come first.
SIGNS: list[tuple[SectionKind, str]] = [
    (SectionKind.WHAT_WE_TREAT, r"\bwhat we (treat|do|offer)\b|\b(conditions|problems) we treat\b"),
    (SectionKind.WHAT_TO_EXPECT, r"\bwhat to expect\b|\byour (first )?visit\b"),
    (SectionKind.LIVING_WITH, r"\bliving with\b|\b(cope|coping|day[ -]to[ -]day|self[ -]care)\b"),
    (SectionKind.PREPARATION, r"\bprepar(e|ing|ation)|\bget(ting)? ready\b|\bbefore (the|your) \w+"),
    (SectionKind.AFTERCARE, r"\baftercare\b|\bafter (the|your) (surgery|procedure|operation|test|injection)"),
    (SectionKind.RECOVERY, r"\brecover(y|ing)?\b|\bheal(ing)?\b|\brehab"),
    (SectionKind.RISKS, r"\brisks?\b|\bside effects?\b|\bcomplications?\b|\bdangers?\b"),
    (SectionKind.BENEFITS, r"\bbenefits?\b|\badvantages?\b"),
    (SectionKind.SUITABILITY, r"\bwho (can|should|may|is|it)\b|\bcandidates?\b|\bright for (me|you)\b"),
    (SectionKind.PREVENTION, r"\bprevent(ion|ing|ed)?\b|\blower (the|your) risk\b"),
    (SectionKind.SYMPTOMS, r"\bsymptoms?\b|\bsigns\b|\bfeels? like\b"),
    (SectionKind.CAUSES, r"\bcaus(e|es|ed|ing)\b|\brisk factors?\b|\bwhy (do|does) (it|this)\b"),
    (SectionKind.DIAGNOSIS, r"\bdiagnos|\btests?\b|\bexams?\b|\bimaging\b"),
    (SectionKind.OUTLOOK, r"\boutlook\b|\bprognosis\b|\blong[ -]term\b"),
    (SectionKind.PROCEDURE, r"\bprocedure\b|\boperation\b|\bhow (it|the \w+) is done\b|\bduring (the|your)\b"),
    (SectionKind.TREATMENT, r"\btreat(ed|ment|ments|ing)?\b|\btherap(y|ies)\b|\bmedic(ine|ation)s?\b"),
    (SectionKind.OVERVIEW, r"\boverview\b|\bintroduction\b|\babout\b|^what (is|are) (a |an |the )?[^?]+\??$"),
]  # fmt: skip
COMPILED = [(kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in SIGNS]
# Asked and answered: yes, no or it depends. “What causes it?” is a heading like “Causes”.
ASKED = re.compile(
    r"^(am|are|can|could|did|do|does|has|have|how (long|many|much|often|soon)|if|is|may|must|shall|"
    r"should|was|were|when|where|which|will|would)\b.*\?\s*$",
    re.IGNORECASE,
)
RISK_FACTORS = re.compile(r"\brisk factors?\b|\blower (the|your) risk\b", re.IGNORECASE)


def kind_of(heading: str) -> SectionKind:
    """“Symptoms” → symptoms; a question that fits nothing narrower → question; else other."""
    if ASKED.search(heading):
        return SectionKind.QUESTION
    for kind, pattern in COMPILED:
        if pattern.search(heading) and not _only_sounds_like(kind, heading):
            return kind
    return SectionKind.QUESTION if heading.rstrip().endswith("?") else SectionKind.OTHER


def _only_sounds_like(kind: SectionKind, heading: str) -> bool:
    return kind is SectionKind.RISKS and bool(RISK_FACTORS.search(heading))
