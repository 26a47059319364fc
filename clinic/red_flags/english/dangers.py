"""A serious injury, a heart or a great vessel in trouble, a thought of suicide."""

from ..signs import RedFlag, Sign
from .words import CANNOT, HURT

AGO = ("years ago", "year ago", "months ago")
INJURY = [
    Sign(
        "serious-injury",
        (
            ("fell off", "heavy fall", "falling down","fell from", "fell down", "fell out", "falling off", "falling from", "fall off",
             "fall from", "fall down", "fallen off", "fallen from", "fallen down", "bad fall", "serious fall",
             "hard fall", "big fall", "major fall", "thrown from", "hit by", "run over", "diving accident",
             "crash", "crashed", "car accident", "auto accident", "motor vehicle accident", "mva", "car wreck",
             "wreck", "motorcycle accident", "bike accident", "bicycle accident", "traffic accident", "rollover",
             "fell downstairs", "rear ended", "rearended", "ran into me", "t boned", "knocked down", "knocked over",
             "landed on my", "dove into", "dived into", "diving into", "shallow water", "horse kicked", "kicked by",
             "fell on concrete", "trampoline accident", "trampoline fall", "off a trampoline", "off the trampoline"),
            HURT,
        ),
        unless=(*AGO, "lawyer*", "attorney*", "settlement*", "claim*", "compensation", "insurance", "prevent*"),
        within=14,
    ),
    Sign("serious-injury", (("fell", "fallen"), ("hard", "badly")), within=5),
    # “my mother fell and cannot get up”
    Sign(
        "serious-injury",
        (("fell", "fallen", "slipped on", "slipped and", "had a fall"), CANNOT, ("get up", "move", "stand", "walk")),
        unless=("asleep", *AGO),
        within=14,
    ),
    Sign(
        "serious-injury",
        (("hit by a car", "hit by car", "hit by a truck", "hit by truck", "hit by a bus", "run over by", "got run over"),),
        unless=AGO,
    ),
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
                "discomfort",
            ),
        ),
        unless=("exercise*", "stretch*", "workout*", "press", "x ray*", "xray*"),
        within=6,
    ),
    Sign(
        "chest-pain",
        (("heart attack",), ("am", "having", "sign*", "symptom*", "pain*", "back")),
    ),
    # What a heart, a lung or the great vessel of the chest feels like where no chest is named.
    Sign("chest-pain", (("jaw",), ("left arm", "arm pain"), ("pain*", "hurt*", "ache*", "numb*"))),
    Sign(
        "chest-pain",
        (("tearing pain", "ripping pain", "tearing feeling"), ("back", "shoulder blade*", "abdomen", "stomach", "belly")),
    ),
    Sign(
        "chest-pain",
        (
            (*CANNOT, "trouble", "hard to", "hard time", "difficult*", "short of", "shortness of", "struggling to"),
            ("breathe", "breathing", "breath"),
        ),
        unless=("nose", "exercise*", "anesthesia", "sleep*"),
        within=4,
    ),
]  # fmt: skip

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
             "self injur*", "rather be dead", "rather die", "wish i could die", "dont want to wake up", "never wake up again",
             "dont want to be here", "want it to end", "want it all to end", "want it to be over", "cant take it any more",
             "cant take it anymore", "cant take this anymore", "cant take this any more", "cant take this pain any*",
             "cant take the pain any*", "cant do this anymore", "cant do this any more", "cant go on like this",
             "cant go on anymore", "dont want to go on", "give up on life", "giving up on life", "done with life",
             "no point in living", "no point living", "life isnt worth", "life is not worth", "take all my pills",
             "taking all my pills", "took all my pills", "took all my med*", "took all my oxy*", "took too many", "taken too many", "i overdosed", "overdosed on",
             "unalive", "off myself", "ending myself", "jump off a", "jump in front of", "slit my", "harm myself", "harming myself", "cut myself", "cutting myself", "hang myself",
             "shoot myself", "hurting myself on purpose", "want to hurt myself", "overdose on purpose"),
        ),
        flag=RedFlag.LIFELINE,
    ),
]  # fmt: skip
