"""The signs of an emergency in English, as people type them."""

from ..signs import Sign
from .dangers import CHEST, INJURY, LIFELINE
from .nerves import BLADDER, SEXUAL, WEAKNESS
from .words import FELT, LIMB, NO_FEELING, NUMB, NUMB_OR_TINGLING, SADDLE, STRANGE

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
    Sign(
        "saddle-numbness",
        (SADDLE, ("is asleep", "are asleep", "fell asleep", "falls asleep", "goes to sleep", "went to sleep")),
        unless=("pain*", "hurt*"),
        within=6,
    ),
    Sign("saddle-numbness", (("saddle anesthes*", "saddle anaesthes*", "saddle paresthes*", "saddle paraesthes*"),)),
    Sign("saddle-numbness", (NUMB, ("bottom",)), unless=("foot", "feet", "toe*", "bottom of"), within=5),
    Sign("saddle-numbness", (STRANGE, FELT, tuple(w for w in SADDLE if w != "saddle")), within=8),
    Sign("wiping-feels-different", (("wip*",), (*NUMB, *STRANGE, *FELT)), within=10),
    Sign("wiping-feels-different", (NO_FEELING, ("toilet paper", "tissue")), within=6),
    Sign("saddle-numbness", (NUMB, ("toilet",)), unless=(*LIMB, "back"), within=7),
    *BLADDER,
    *SEXUAL,
    *WEAKNESS,
    *INJURY,
    *CHEST,
    # The name of the illness alone is a topic, and its page opens with the emergency card; who asks for its
    # signs, or whether this is it, may be having it.
    Sign(
        "saddle-numbness",
        (("cauda equina", "cauda equine", "corda equina", "ces"),
         ("symptom*", "sign*", "red flag*", "do i have", "have i", "i have", "is it", "is this", "could", "am i",
          "emergency", "warning*", "early", "suspected", "check", "how do i know", "tell if")),
    ),
)  # fmt: skip
