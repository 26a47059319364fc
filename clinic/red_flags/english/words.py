"""What is said in many ways: parts of the body, what they do and fail to do."""

from ..signs import ways

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
    scrot*, anus, anal, rectum, rectal, perine*, lady part*, girl part*, boy part*, intimate part*,
    willy, dick, ass, arse, pubic, pelvis
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
URINE = ways(
    """
    pee, peeing, urinat*, pass urine, passing urine, pass water, peee, wee, void, voiding
    """
)
BOWEL = ("poop*", "bowel movement*", "defecat*", "move my bowels", "go to the bathroom")
TOILET = ("go to the toilet", "go to bathroom", "empty my bladder", "emptying my bladder")
WASTE = ways(
    """
    urine, pee, bladder, bowel*, stool*, poop, poo, feces, faeces, sphincter*
    """
)
