"""Queries that must be answered with the emergency card or the lifeline, and plain ones that must not."""

from itertools import chain

import pytest

from clinic.models import SafetyQuestionSet
from clinic.red_flags import SIGNS, RedFlag, red_flag_in, sign_in

EMERGENCIES = {
    "saddle-numbness": [
        "numbness in groin",
        "my private area is numb",
        "numb down below",
        "my groin feels numb",
        "numb genitals and back pain",
        "numbness around buttocks",
        "both buttocks are numb",
        "inner thighs numb",
        "numbness in my inner thigh and groin",
        "saddle numbness",
        "saddle anesthesia",
        "saddle anaesthesia",
        "tingling in private parts",
        "can't feel my genitals",
        "cant feel my crotch",
        "no feeling between my legs",
        "my vagina is numb after epidural",
        "numb penis sciatica",
        "numbness around the anus",
        "my bottom is numb and my back hurts",
        "altered sensation in the genitals",
        "pins and needles in my bum",
        "do I have cauda equina",
        "cauda equina syndrome symptoms",
        "adormecimiento en la ingle",
        "adormecimiento en los genitales",
        "tengo las nalgas dormidas",
        "no siento mis partes íntimas",
        "hormigueo en la entrepierna",
        "entumecimiento en la parte interna de los muslos",
        "anestesia en silla de montar",
        "síntomas de cauda equina",
    ],
    "wiping-feels-different": [
        "wiping feels different",
        "feels weird when I wipe after toilet",
        "numb when wiping",
        "can't feel it when I wipe",
        "no siento cuando me limpio",
        "se siente diferente al limpiarme",
    ],
    "bladder-bowel": [
        "can't pee",
        "cant pee",
        "can’t pee and back pain",
        "can t pee",
        "cannot urinate",
        "unable to urinate after back surgery",
        "trouble peeing with back pain",
        "difficulty urinating",
        "hard to pee",
        "can't hold my pee",
        "cant hold urine",
        "lost control of my bladder",
        "lost control of bowels",
        "loss of bowel or bladder control",
        "losing bladder control",
        "can't control my bladder",
        "can't feel when my bladder is full",
        "peeing myself",
        "I wet myself, back pain",
        "pooped my pants",
        "leaking urine",
        "incontinence with back pain",
        "back pain and incontinence",
        "sudden incontinence",
        "bladder problems and sciatica",
        "stopped peeing",
        "cant tell if my bladder is full",
        "my bladder stopped working",
        "can't have a bowel movement since my back went out",
        "no puedo orinar",
        "No puedo hacer pipí",
        "me cuesta orinar",
        "dificultad para orinar",
        "no aguanto la orina",
        "no puedo aguantar las ganas de orinar",
        "se me sale la orina",
        "se me escapa el pipi",
        "me orino encima",
        "perdí el control de la vejiga",
        "perdida de control de esfinteres",
        "no controlo los esfínteres",
        "incontinencia y dolor de espalda",
        "no puedo defecar",
        "no siento cuando orino",
    ],
    "sexual-function": [
        "sudden erectile dysfunction with back pain",
        "can't get an erection since herniated disc",
        "lost sexual function after back injury",
        "impotence and sciatica",
        "can't orgasm after slipped disc",
        "no feeling during sex",
        "disfunción eréctil y dolor de espalda",
        "perdí la erección hernia de disco",
    ],
    "severe-weakness": [
        "can't feel my legs",
        "cant feel my legs",
        "can t feel my foot",
        "can't feel my foot",
        "I cannot feel my left leg",
        "my husband can't feel his legs",
        "no feeling in my legs",
        "lost feeling in both feet",
        "can't move my legs",
        "cant move my arm",
        "can't lift my foot",
        "unable to move legs",
        "my legs won't move",
        "legs stopped working",
        "my legs gave out",
        "legs giving out",
        "can't walk",
        "suddenly can't walk",
        "paralyzed",
        "I am paralyzed",
        "paralysed from the waist down",
        "sudden paralysis",
        "sudden weakness in legs",
        "sudden leg weakness",
        "severe weakness in legs",
        "severe leg weakness",
        "leg weakness getting worse",
        "numbness in my legs is getting worse",
        "weakness in arms quickly getting worse",
        "rapidly worsening leg weakness",
        "sudden numbness in arm",
        "my legs went numb",
        "sudden foot drop",
        "dragging my foot",
        "my leg is getting weaker",
        "no puedo sentir las piernas",
        "no siento las piernas",
        "No siento el pie",
        "no siento mis piernas",
        "no puedo mover las piernas",
        "no puedo mover el brazo",
        "no puedo caminar",
        "estoy paralizado",
        "debilidad repentina en las piernas",
        "debilidad grave en las piernas",
        "cada vez más débil la pierna",
        "las piernas no me responden",
        "perdí la fuerza en las piernas de repente",
        "parálisis repentina",
    ],
    "both-legs": [
        "pain down both legs with weakness",
        "both legs weak and back pain",
        "numbness in both legs",
        "bilateral leg weakness",
        "dolor en ambas piernas con debilidad",
        "las dos piernas dormidas",
    ],
    "serious-injury": [
        "back pain after car accident",
        "car crash neck pain",
        "i fell off a roof",
        "back pain after falling down stairs",
        "fell off ladder back pain",
        "fell down the stairs and my back hurts",
        "hurt my back, fell from roof",
        "back pain after a bad fall",
        "neck pain after being hit by a car",
        "thrown from horse back pain",
        "dolor de espalda después de accidente de carro",
        "me caí de la escalera y me duele la espalda",
        "dolor de cuello por choque",
        "dolor de espalda caída fuerte",
    ],
    "chest-pain": [
        "chest pain",
        "chest pain and back pain",
        "upper back pain and chest tightness",
        "back pain radiating to my chest",
        "my chest hurts",
        "pressure in chest",
        "am I having a heart attack",
        "dolor de pecho",
        "dolor en el pecho y la espalda",
        "me duele el pecho",
        "opresión en el pecho",
    ],
}
LIFELINES = [
    "suicide",
    "suicidal because of back pain",
    "i want to kill myself",
    "want to die",
    "the pain makes me want to die",
    "I don't want to live anymore",
    "dont want to live with this pain",
    "end my life",
    "i want to end it",
    "better off dead",
    "self-harm",
    "how to hang myself",
    "can't live like this",
    "i cant feel my legs and want to die",
    "suicidio",
    "quiero morir",
    "me quiero morir por el dolor",
    "quiero matarme",
    "quitarme la vida",
    "ya no quiero vivir",
    "pensamientos suicidas",
]
PLAIN = [
    "",
    "?",
    "numbness",
    "weakness",
    "paralysis",
    "bladder",
    "bowel",
    "incontinence",
    "urinary incontinence",
    "groin",
    "groin pain",
    "buttock pain",
    "chest",
    "chest x ray back pain",
    "chest stretches for back pain",
    "back pain",
    "lower back pain",
    "severe back pain",
    "sudden back pain",
    "back pain getting worse",
    "my back is killing me",
    "this pain is killing me",
    "numbness in leg",
    "numbness in my foot",
    "numbness in the bottom of my foot",
    "tingling in hands",
    "leg weakness",
    "weakness in legs",
    "leg weakness worse when walking",
    "numb fingers",
    "numb thigh",
    "hands go numb at night",
    "legs go numb when sitting",
    "foot drop",
    "foot drop brace",
    "paralysis exercises",
    "vocal cord paralysis after neck surgery",
    "sleep paralysis",
    "cauda equina",
    "cauda equina syndrome",
    "cauda equina syndrome surgery",
    "herniated disk",
    "slipped disk",
    "sciatica both legs",
    "pain down both legs",
    "what helps with sciatica at night?",
    "can't sleep with back pain",
    "can't bend over",
    "can't stand up straight",
    "can't turn my neck",
    "can't walk far without sitting down",
    "can't walk long distances",
    "how to wipe after back surgery",
    "sex after back surgery",
    "sex positions for back pain",
    "back problems during sex",
    "erectile dysfunction",
    "constipation after back surgery",
    "bladder control exercises",
    "overactive bladder",
    "frequent urination",
    "back pain when straining on the toilet",
    "how to prevent falls",
    "fall prevention",
    "whiplash",
    "neck pain years after car accident lawyer",
    "can osteoporosis be cured",
    "hurt myself lifting",
    "how not to hurt my back",
    "spinal anesthesia",
    "saddle",
    "how long no driving after surgery",
    "exercises that don't use legs",
    "dead leg",
    "dolor de espalda",
    "dolor lumbar",
    "adormecimiento",
    "adormecimiento de la pierna desde hace un año",
    "debilidad",
    "debilidad en las piernas",
    "hormigueo en las manos",
    "dolor en la ingle",
    "dolor en los glúteos",
    "vejiga",
    "incontinencia urinaria",
    "parálisis",
    "parálisis facial",
    "cauda equina",
    "síndrome de cola de caballo",
    "ciática",
    "no puedo dormir por dolor de espalda",
    "no puedo caminar mucho tiempo",
    "el dolor de espalda me mata",
    "cómo levantar peso sin hacerme daño en la espalda",
    "sexo después de cirugía de columna",
    "prevenir caídas",
]


@pytest.mark.parametrize(
    ("question", "query"), [(code, query) for code, queries in EMERGENCIES.items() for query in queries]
)  # fmt: skip
def test_emergency_is_recognized_by_its_question(question, query):
    sign = sign_in(query, "en")
    assert sign, query
    assert (sign.flag, sign.question) == (RedFlag.EMERGENCY, question)


@pytest.mark.parametrize("query", LIFELINES)
def test_thought_of_suicide_calls_for_the_lifeline_before_all_else(query):
    assert red_flag_in(query, "en") is RedFlag.LIFELINE


@pytest.mark.parametrize("query", PLAIN)
def test_plain_query_raises_no_flag(query):
    sign = sign_in(query, "en")
    assert sign is None, sign


def test_flag_is_the_same_in_whichever_language_the_site_is_read():
    for query in [*LIFELINES, *PLAIN, *chain.from_iterable(EMERGENCIES.values())]:
        assert red_flag_in(query, "es") is red_flag_in(query, "en"), query


@pytest.mark.parametrize(
    "query",
    [
        "CAN'T FEEL MY LEGS!!!",
        "  can’t   feel\tmy legs ",
        "cant feel my legs",
        "what should I do, since this morning I can't feel my legs at all and nobody answers the phone",
        "x " * 50 + "I can't feel my legs",
    ],
)
def test_typing_hides_nothing(query):
    assert red_flag_in(query, "en") is RedFlag.EMERGENCY


@pytest.mark.parametrize(
    ("query", "flag"),
    [
        ("cnat fele my lges", RedFlag.EMERGENCY),
        ("cant feel my leggs", RedFlag.EMERGENCY),
        ("numbnes in gorin", RedFlag.EMERGENCY),
        ("cant urinte", RedFlag.EMERGENCY),
        ("lost cotrol of blader", RedFlag.EMERGENCY),
        ("sudenly weak legs", RedFlag.EMERGENCY),
        ("chset pain", RedFlag.EMERGENCY),
        ("no peudo orniar", RedFlag.EMERGENCY),
        ("adormesimiento en la ingel", RedFlag.EMERGENCY),
        ("no siento las pirnas", RedFlag.EMERGENCY),
        ("suicidle", RedFlag.LIFELINE),
        ("kill myslef", RedFlag.LIFELINE),
        ("quiero mroir", RedFlag.LIFELINE),
        ("fell asleep on the couch", None),
        ("numb from a ladder", None),
        ("angle of the spine", None),
        ("crush fracture", None),
    ],
)
def test_misspelled_words_are_read_as_they_were_meant(query, flag):
    assert red_flag_in(query, "en") is flag


def test_words_far_apart_are_not_read_together():
    story = "numb thumb since last winter and the doctor says that it is nothing and also pain in the groin"
    assert red_flag_in(story, "en") is None


def test_hostile_query_is_answered_at_once():
    for query in ["numb " * 5000, "cant feel " * 5000, "\x00" * 10000, "'; --" * 2000]:
        red_flag_in(query, "en")


@pytest.mark.django_db
def test_every_emergency_of_the_safety_questions_has_its_signs_in_both_languages():
    asked = SafetyQuestionSet.objects.in_force().questions.filter(tier="emergency")
    codes = {*asked.values_list("code", flat=True), "self-harm"}
    for language, signs in SIGNS.items():
        assert {sign.question for sign in signs} == codes, language
