"""The signs of an emergency in English, as people type them."""

from .signs import RedFlag, Sign, ways

CANNOT = ways(
    """
    cant, can t, cannot, can not, couldnt, could not, unable to, not able to, not be able to,
    no longer
    """
)
HARDLY = ways(
    """
    barely, hardly, havent been able, trouble, difficult*, hard to, hard time, problem*,
    struggl*
    """
)
TROUBLE = (*CANNOT, *HARDLY)
LOST = ("loss", "lost", "lose", "loses", "losing", "no", "without", "lack of", "lacking")
NO_FEELING = ways(
    """
    no feeling, no sensation, cant feel, can t feel, cannot feel, can not feel, couldnt feel,
    lost feeling, lost all feeling, lost sensation, lost the feeling, loss of feeling, loss of
    sensation, losing feeling, losing sensation, lack of feeling, lack of sensation, without
    feeling
    """
)
NUMB = ("numb*", "nummb*", "numnes*", *NO_FEELING)
NUMB_OR_TINGLING = (*NUMB, "tingl*", "pins and needles")
STRANGE = ways(
    """
    different*, strange*, weird*, odd, funny, altered, changed, less, not right
    """
)
FELT = ("feel*", "felt", "sensation", "sense")
WEAK = ("weak*", "no strength", "no power", "lost strength", "loss of strength", "losing strength")
SADDLE = ways(
    """
    saddle, groin*, genital*, private part*, private area*, down below, privates, crotch,
    buttock*, buttox, butt, butts, bum, my bottom, my behind, rear end, backside, inner
    thigh*, inside thigh*, inside of my thigh*, inside of thigh*, inside my thigh*, between my
    legs, between legs, between the legs, down there, penis, vagina*, vulva*, labia, testic*,
    scrot*, anus, anal, rectum, rectal, perine*
    """
)
LIMB = ways(
    """
    leg, legs, foot, feet, arm, arms, hand, hands, thigh*, toe, toes, finger*, limb*, lower
    body, waist down, neck down, below waist, below my waist, below the waist
    """
)
LEGS = ways(
    """
    leg, legs, foot, feet, waist down, neck down, below waist, below my waist, below the
    waist, lower body
    """
)
BACK = ways(
    """
    back, spine, spinal, sciatic*, disc, disk, discs, disks, lumbar, neck, herniat*, stenosis,
    slipped, numb*, legs
    """
)
HURT = ways(
    """
    pain*, hurt*, ache*, aching, sore, injur*, back, neck, spine, whiplash, numb*, weak*,
    tingl*, leg, legs
    """
)
NEW = ("sudden*", "new", "recent*", "all of a sudden", "just started", "started", "today", "now")
URINE = ("pee", "peeing", "urinat*", "pass urine", "passing urine", "pass water", "peee", "wee")
BOWEL = ("poop*", "bowel movement*", "defecat*", "move my bowels", "go to the bathroom")
TOILET = ("go to the toilet", "go to bathroom", "empty my bladder", "emptying my bladder")
WASTE = ways(
    """
    urine, pee, bladder, bowel*, stool*, poop, poo, feces, faeces, sphincter*
    """
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
            ("myself", "my pants", "himself", "herself", "my bed", "on myself"),
        ),
        within=4,
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
          "urinary retention", "bowel trouble", "bladder dysfunction", "bowel dysfunction"),
         (*BACK, *NEW)),
    ),
]  # fmt: skip

SEXUAL = [
    Sign(
        "sexual-function",
        (
            ("erectile", "erection*", "impoten*", "sexual dysfunction", "sexual function*", "orgasm*", "get hard",
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
        unless=("overhead", "over my head", "above my head", "over head", "shoulder*", "heavy"),
        within=6,
    ),
    Sign(
        "severe-weakness",
        (CANNOT, ("walk", "stand on my legs", "bear weight")),
        unless=(
            *("far", "long", "distance*", "without", "straight", "blocks", "block", "minutes", "mile"),
            *("miles", "upright", "more than", "fast", "barefoot", "properly", "much"),
        ),
        within=4,
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
        unless=("vocal*", "face", "facial", "sleep*", "years", "famous", "people", "exercise*", "walk again"),
    ),
    Sign("severe-weakness", (("paralysis", "paralisis"), ("sudden*", "my", "i", "am"))),
    Sign("severe-weakness", (NUMB, ("waist", "neck down"), ("down", "below")), within=7),
    Sign("severe-weakness", (NUMB, ("whole", "entire"), ("leg", "arm")), within=6),
    Sign("severe-weakness", (WEAK, ("arm", "arms"), ("leg", "legs")), within=6),
    Sign("severe-weakness", (WEAK, ("leg", "legs"), ("cant stand", "can t stand", "cannot stand")), within=7),
    Sign(
        "both-legs",
        (("both", "bilateral*", "two"), ("leg", "legs"), (*WEAK, *NUMB, "give out", "giving out")),
    ),
]  # fmt: skip

INJURY = [
    Sign(
        "serious-injury",
        (
            ("fell off", "heavy fall", "falling down","fell from", "fell down", "fell out", "falling off", "falling from", "fall off",
             "fall from", "fall down", "fallen off", "fallen from", "fallen down", "bad fall", "serious fall",
             "hard fall", "big fall", "major fall", "thrown from", "hit by", "run over", "diving accident",
             "crash", "crashed", "car accident", "auto accident", "motor vehicle accident", "mva", "car wreck",
             "wreck", "motorcycle accident", "bike accident", "bicycle accident", "traffic accident", "rollover"),
            HURT,
        ),
        unless=("years ago", "year ago", "months ago", "lawyer*", "attorney*", "settlement*", "claim*",
                "compensation", "insurance", "prevent*"),
        within=14,
    ),
    Sign("serious-injury", (("fell", "fallen"), ("hard", "badly")), within=5),
    Sign("serious-injury", (("fell out", "thrown off", "thrown from"), ("tree", "window", "horse", "bike", "car"))),
    Sign("serious-injury", (("i fell", "he fell", "she fell"), ("roof", "ladder", "horse", "stairs", "height"))),
]  # fmt: skip

CHEST = [
    Sign(
        "chest-pain",
        (("chest pain*", "chest hurt*", "chest tight*", "chest pressure", "pain in my chest"),),
    ),
    Sign(
        "chest-pain",
        (
            ("chest",),
            (
                "pain*",
                "hurt*",
                "tight*",
                "pressure",
                "heavy",
                "heaviness",
                "squeez*",
                "ache*",
                "crush*",
            ),
        ),
        unless=("exercise*", "stretch*", "workout*", "press", "x ray*", "xray*"),
        within=6,
    ),
    Sign(
        "chest-pain",
        (("heart attack",), ("am", "having", "sign*", "symptom*", "pain*", "back")),
    ),
]

LIFELINE = [
    Sign(
        "self-harm",
        (
            ("suicid*", "suiside*", "suicde*", "sucid*", "sueicid*", "kill myself", "killing myself",
             "kill my self", "want to die", "wanna die", "wanting to die", "wish i was dead",
             "wish i were dead", "ready to die", "better off dead", "better off without me", "not worth living", "isnt worth living", "thinking about ending it", "thinking of ending it", "pills to die", "how to die", "end my life", "ending my life",
             "end it all", "want to end it", "take my life", "take my own life", "taking my own life", "dont want to live",
             "do not want to live", "dont want to be alive", "dont wanna live", "not want to live",
             "dont want to be here anymore", "no reason to live", "nothing to live for", "cant live like this",
             "cant live with this pain", "cant go on living", "tired of living", "self harm*", "selfharm*",
             "self injur*", "harm myself", "harming myself", "cut myself", "cutting myself", "hang myself",
             "shoot myself", "hurting myself on purpose", "want to hurt myself", "overdose on purpose"),
        ),
        flag=RedFlag.LIFELINE,
    ),
]  # fmt: skip

# Words of the signs that are long enough to be known when they are misspelled.
SPELLED = tuple(
    """legs feel cant kill numbness tingling genitals genital buttocks buttock groin crotch vagina testicles saddle anesthesia
    wiping urinate urinating urine bladder bowel bowels control incontinence peeing erection erectile dysfunction
    impotence sexual weakness paralyzed paralysis suddenly sudden worsening severe chest tightness pressure suicide
    suicidal accident crash ladder stairs cannot unable trouble difficulty myself thigh thighs
    feeling sensation""".split()
)
SIGNS = (
    *LIFELINE,
    # The lesser words come last: “numb … bottom” is the sole of a foot more often than not.
    Sign("saddle-numbness", (NUMB_OR_TINGLING, SADDLE), within=7),
    Sign("saddle-numbness", (("saddle anesthes*", "saddle anaesthes*", "saddle paresthes*", "saddle paraesthes*"),)),
    Sign("saddle-numbness", (NUMB, ("bottom",)), unless=("foot", "feet", "toe*", "bottom of"), within=5),
    Sign("saddle-numbness", (STRANGE, FELT, tuple(w for w in SADDLE if w != "saddle")), within=8),
    Sign("wiping-feels-different", (("wip*",), (*NUMB, *STRANGE, *FELT)), within=10),
    *BLADDER,
    *SEXUAL,
    *WEAKNESS,
    *INJURY,
    *CHEST,
    # The name of the illness alone is a topic, and its page opens with the emergency card; who asks for its
    # signs, or whether this is it, may be having it.
    Sign(
        "saddle-numbness",
        (("cauda equina", "cauda equine", "corda equina"),
         ("symptom*", "sign*", "red flag*", "do i have", "have i", "i have", "is it", "is this", "could", "am i",
          "emergency", "warning*", "early", "suspected", "check", "how do i know", "tell if")),
    ),
)  # fmt: skip
