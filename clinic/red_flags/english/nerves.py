"""Bladder and bowel, sex, and the strength and feeling of arms and legs."""

from ..signs import Sign
from .words import (
    BACK,
    BOWEL,
    CANNOT,
    LEGS,
    LIMB,
    LOST,
    NEW,
    NO_FEELING,
    NUMB,
    TOILET,
    TROUBLE,
    URINE,
    WASTE,
    WEAK,
)

BLADDER = [
    # “trouble peeing”, “can't pass urine”, “can't poop since my back went out”
    Sign("bladder-bowel", (TROUBLE, (*URINE, *BOWEL, *TOILET, "peepee")), within=6),
    Sign("bladder-bowel", (("stopped", "not"), ("peeing", "urinating", "pooping")), within=3),
    # “lost control of my bladder”, “can't hold my pee”
    Sign(
        "bladder-bowel",
        ((*LOST, "cant", "can t", "cannot", "can not"), ("control*",), WASTE),
        within=8,
    ),
    Sign(
        "bladder-bowel",
        (TROUBLE, ("hold", "holding", "control*", "stop", "feel", "feeling"), WASTE),
        within=8,
    ),
    Sign("bladder-bowel", (("leak*", "dribbl*", "coming out", "comes out"), ("urine", "pee", "stool*", "poop", "bladder", "feces")), within=5),
    Sign(
        "bladder-bowel",
        (
            ("peed", "peeing", "pee", "pooped", "pooping", "poop", "wet", "wetting", "soil*", "pissed"),
            ("myself", "my pants", "himself", "herself", "my bed", "the bed", "on myself"),
        ),
        unless=("child*", "son", "daughter", "kid", "kids", "toddler", "year old", "dog"),
        within=4,
    ),
    # “pee won't come out”, “no urge to pee”
    Sign(
        "bladder-bowel",
        (("wont", "will not", "doesnt", "not", "cant"), ("come", "coming", "flow"), ("urine", "pee", "poop", "stool")),
        within=5,
    ),
    Sign(
        "bladder-bowel",
        ((*LOST, "dont feel", "cant feel", "dont have", "never"), ("urge", "urges", "sensation"), (*URINE, *BOWEL, *WASTE)),
        within=7,
    ),
    # “can't tell if my bladder is full”, “my bladder stopped working”
    Sign("bladder-bowel", (CANNOT, ("tell",), (*WASTE, "full")), within=8),
    Sign(
        "bladder-bowel",
        (("bladder", "bowels"), ("not working", "stopped working", "doesnt work", "dont work", "isnt working")),
        within=5,
    ),
    Sign("bladder-bowel", (("havent", "have not", "hasnt", "not"), ("peed", "urinated", "pee")), within=3),
    Sign(
        "bladder-bowel",
        (("dont know", "dont feel", "didnt know", "didnt feel", "not know", "without knowing"), (*URINE, "poop*")),
        within=8,
    ),
    Sign("bladder-bowel", ((*CANNOT, "wont", "doesnt"), ("empty", "pass stool*")), within=4),
    # The name of the trouble alone is a topic; with a bad back, or all of a sudden, it is a sign.
    Sign(
        "bladder-bowel",
        (("incontinen*", "bladder problem*", "bowel problem*", "bladder trouble", "bladder issue*",
          "urinary retention", "bowel trouble", "bladder dysfunction", "bowel dysfunction",
          "bladder accident*", "bowel accident*", "bathroom accident*"),
         (*BACK, *NEW)),
    ),
]  # fmt: skip

SEXUAL = [
    Sign(
        "sexual-function",
        (
            ("erectile", "erection*", "impoten*", "sexual dysfunction", "sexual function*", "orgasm*", "get hard", "get it up",
             "sexual feeling", "sexual sensation"),
            (*LOST, *TROUBLE, "dysfunction", "impoten*", "sudden*", "new"),
            (*BACK, "cauda equina"),
        ),
    ),
    Sign("sexual-function", (("sex", "intercourse"), NUMB), within=6),
]  # fmt: skip

WEAKNESS = [
    # “can't feel my foot”, “no feeling in my legs”
    Sign(
        "severe-weakness",
        (NO_FEELING, LIMB),
        within=6,
    ),
    Sign(
        "severe-weakness",
        (CANNOT, ("move", "lift", "raise", "wiggle", "feel", "control"), (*LIMB, "ankle")),
        unless=("overhead", "over my head", "above my head", "over head", "shoulder*", "heavy things", "heavy object*",
                "heavy weight*", "heavy stuff", "anything heavy", "lift heavy", "lifting heavy"),
        within=7,
    ),
    Sign(
        "severe-weakness",
        (CANNOT, ("walk", "stand on my legs", "bear weight")),
        unless=(
            *("far", "long", "distance*", "without", "straight", "blocks", "block", "minutes", "mile"),
            *("miles", "upright", "more than", "fast", "barefoot", "properly", "much", "dog", "dogs"),
        ),
        within=4,
    ),
    # How a nerve root is tested: the strength to stand on the toes and on the heels.
    Sign(
        "severe-weakness",
        (CANNOT, ("stand", "walk", "rise", "get up"), ("toes", "tiptoe*", "tip toe*", "heels")),
        within=6,
    ),
    # “my legs turned to jelly”, “my foot slaps the floor when I walk”
    Sign(
        "severe-weakness",
        (("leg", "legs"), ("jelly", "jello", "rubbery", "like rubber", "like noodles", "useless", "lifeless")),
        within=7,
    ),
    Sign(
        "severe-weakness",
        (("my", "his", "her"), ("foot", "feet"), ("slaps", "slapping", "flops", "flopping", "hangs down", "just hangs", "hanging down")),
        within=6,
    ),
    Sign(
        "severe-weakness",
        (("stopped", "quit", "wont", "dont", "not", "doesnt"), ("work", "working", "move", "moving"), ("leg", "legs")),
        within=5,
    ),
    Sign(
        "severe-weakness",
        (
            ("leg", "legs"),
            ("give out", "gave out", "giving out", "gives out", "give way", "gave way", "giving way",
             "collaps*", "buckle", "buckled", "buckling", "wont hold me", "dont hold me"),
        ),
    ),
    Sign(
        "severe-weakness",
        ((*NUMB, *WEAK, "foot drop"), (*LIMB, "foot drop"), ("sudden*", "all of a sudden", "overnight",
         "quickly", "rapid*", "getting worse", "gets worse", "got worse", "worse every", "worsening", "spreading")),
        within=9,
    ),
    Sign("severe-weakness", (("getting weaker", "growing weaker", "weaker every"), LIMB), within=7),
    Sign(
        "severe-weakness",
        (("severe*", "extreme*", "complete*", "total*", "profound*", "so", "very"), WEAK, LIMB),
        within=5,
    ),
    Sign("severe-weakness", (("severe*", "extreme*", "complete*", "total*"), NUMB, LIMB), within=5),
    Sign("severe-weakness", (("went", "gone"), ("numb", "weak", "limp", "dead"), LEGS), within=6),
    Sign("severe-weakness", (("dragging", "drag", "drags"), ("my", "his", "her"), ("leg", "foot")), within=4),
    # A state, and whose: as a topic (“paralysis exercises”, “vocal cord paralysis”) it calls for a page.
    Sign(
        "severe-weakness",
        (("paralyzed", "paralysed", "paralized", "paralised", "parlyzed"),),
        unless=("vocal*", "face", "facial", "sleep*", "years", "famous", "people", "exercise*", "walk again",
                "dog", "dogs"),
    ),
    Sign("severe-weakness", (("paralysis", "paralisis"), ("sudden*", "my", "i", "am"))),
    Sign("severe-weakness", (NUMB, ("waist", "neck down"), ("down", "below")), within=7),
    Sign("severe-weakness", (NUMB, ("chest down", "hips down", "ribs down", "belly button", "navel")), within=7),
    Sign("severe-weakness", (NUMB, ("whole", "entire"), ("leg", "arm")), within=6),
    Sign("severe-weakness", (WEAK, ("arm", "arms"), ("leg", "legs")), within=6),
    Sign("severe-weakness", (WEAK, ("leg", "legs"), ("cant stand", "can t stand", "cannot stand")), within=7),
    Sign(
        "both-legs",
        (("both", "bilateral*", "two"), ("leg", "legs"), (*WEAK, *NUMB, "give out", "giving out")),
    ),
]  # fmt: skip
