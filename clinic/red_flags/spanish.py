"""The signs of an emergency in Spanish, as people type them, in Spain and in the Americas."""

from .signs import RedFlag, Sign, ways

CANNOT = ways(
    """
    no la puedo, no lo puedo, no las puedo, no los puedo, no puedo, no puede, no pude, no
    podia, no logro, no consigo, no soy capaz, ya no
    """
)
TROUBLE = (
    *CANNOT,
    *ways(
        """
    dificultad*, problema*, trabajo para, cuesta, cuestan, apenas, casi no
    """
    ),
)
LOST = ("perdi", "perdio", "perdida", "perder", "pierdo", "perdiendo", "perdido", "falta de", "sin")
NO_FEELING = ways(
    """
    no siento, no me siento, no puedo sentir, no siente, no sentia, dejado de sentir, deje de
    sentir, ya no siento, sin sensibilidad, no tengo sensibilidad, perdida de sensibilidad,
    perdida de la sensibilidad, perdi la sensibilidad, perdi sensibilidad, falta de
    sensibilidad, perdio la sensibilidad, sin sentir, no tengo sensacion, perdida de sensacion
    """
)
NUMB = (
    *NO_FEELING,
    *ways(
        """
    adormec*, adormes*, entumec*, entumes*, dormid*, durmio, duermen, acorch*, insensib*
    """
    ),
)
NUMB_OR_TINGLING = (*NUMB, "hormigue*", "ormigue*", "parestesia*")
STRANGE = ("diferente*", "distint*", "rar*", "extran*", "menos", "alterada", "igual")
FELT = ("siento", "siente", "sensacion*", "sensibilidad", "sentir")
SADDLE = ways(
    """
    ingle, ingles, genital*, partes intimas, parte intima, partes privadas, zona intima,
    entrepierna*, nalga*, glute*, trasero, pompis, culo, interna del muslo, interna de los
    muslos, interior del muslo, interior de los muslos, muslos por dentro, entre las piernas,
    pene, vagina*, vulva*, testicul*, escroto, perine*, perianal, las partes, mis partes, pompas, sentaderas, ahi abajo, alrededor del ano, zona del
    ano, zona anal, anal, recto, silla de montar, alla abajo
    """
)
LEGS = ("pierna*", "pie", "pies", "cintura para abajo", "cintura abajo", "cuello para abajo")
LIMB = (*LEGS, "brazo*", "mano", "manos", "dedo*", "muslo*", "extremidad*")
WEAK = ways(
    """
    debil*, sin fuerza*, no tengo fuerza*, perdida de fuerza*, perdi la fuerza, perdi fuerza,
    falta de fuerza*, falta fuerza, faltan fuerzas, perdiendo fuerza*, perdida de la fuerza
    """
)
BACK = ways(
    """
    espalda, columna, ciatic*, siatic*, lumba*, disco*, hernia*, vertebra*, cuello, piernas
    """
)
HURT = ways(
    """
    dolor*, duele*, lastim*, lesion*, golpe*, espalda, columna, cuello, pierna*, cervical*
    """
)
NEW = ways(
    """
    repent*, de pronto, subit*, nuev*, reciente*, ahora, hoy, empece, empezo, derepente
    """
)
URINE = ways(
    """
    orinar, orino, orina bien, hacer pipi, hacer pis, mear, hacer del bano, hacer chichi
    """
)
BOWEL = ways(
    """
    defecar, evacuar, hacer popo, hacer caca, obrar, ir al bano, hacer de vientre, cagar
    """
)
WASTE = ways(
    """
    orina, pipi, pis, vejiga, esfinter*, intestin*, heces, popo, caca, excremento,
    evacuacion*, evacuar, ganas de orinar, chichi
    """
)

BLADDER = [
    # “no puedo orinar”, “me cuesta hacer pis”
    Sign("bladder-bowel", (TROUBLE, (*URINE, *BOWEL)), within=6),
    Sign("bladder-bowel", ((*TROUBLE, "no"), ("aguant*", "conten*", "reten*", "control*", "siento"), WASTE), within=7),
    # “perdí el control de la vejiga”
    Sign("bladder-bowel", (LOST, ("control*",), WASTE), within=9),
    Sign("bladder-bowel", (("se me sale*", "se me va", "se le va", "no me sale", "no le sale", "se me escapa*", "se le sale*", "se le escapa*", "se me salio"), WASTE), within=7),
    Sign("bladder-bowel", (("me orino", "orinarse encima", "orinarme encima", "sin orinar", "sin darme cuenta orino", "orino sin darme cuenta", "orine sin darme cuenta", "sin hacer pipi",
                            "sin hacer pis", "no he orinado", "no orino", "no ha orinado", "me orine", "me hago pis", "me hago pipi", "me hago popo", "me hago caca",
                            "me meo", "me hice popo", "me hice caca", "me hice del bano", "hice del bano encima", "me hice pis", "me hice pipi", "orino encima", "hago encima", "hice encima"),)),
    Sign("bladder-bowel", (("no tengo", "no siento", "perdi", "sin"), ("ganas",), (*URINE, *BOWEL)), within=6),
    Sign("bladder-bowel", (("no siento", "sin sentir"), ("orino", "orinar", "evacuo", "evacuar", "defeco")), within=6),
    # The name of the trouble alone is a topic; with a bad back, or all of a sudden, it is a sign.
    Sign("bladder-bowel", (("incontinencia*", "retencion de orina", "retencion urinaria", "vejiga neurogen*",
                            "problemas de vejiga", "problemas de la vejiga"), (*BACK, *NEW))),
]  # fmt: skip

WEAKNESS = [
    Sign("severe-weakness", (NUMB, ("cintura para abajo", "cintura hacia abajo", "cintura abajo", "cuello para abajo",
                                    "cuello hacia abajo", "pecho para abajo", "ombligo para abajo")), within=7),
    Sign("severe-weakness", (("se me fue", "se me van", "se le fue", "se me fueron"), ("fuerza*", "piernas")), within=5),
    Sign("severe-weakness", (("pierna*",), ("gelatina", "trapo", "inutil*"))),
    Sign("severe-weakness", (("arrastro", "arrastra", "arrastrando"), ("pie", "pierna")), within=4),
    # How a nerve root is tested: the strength to walk on the heels and on the toes.
    Sign("severe-weakness", (CANNOT, ("talones", "puntas", "puntillas")), within=6),
    Sign("severe-weakness", (NO_FEELING, LIMB), within=8),
    Sign("severe-weakness", (CANNOT, ("mover", "muevo", "levantar", "mueve"), LIMB),
         unless=("por encima", "encima de la cabeza", "hombro*", "arriba de la cabeza"), within=7),
    Sign("severe-weakness", (CANNOT, ("caminar", "andar")),
         unless=("mucho", "lejos", "distancia*", "larg*", "tramo*", "minuto*", "sin", "derech*", "recto", "rapido",
                 "bien", "mas de", "descalz*"), within=4),
    Sign("severe-weakness", (("pierna*",), ("no me responde*", "no responde*", "no me sostiene*", "no me aguantan", "se me dobla", "se me van",
                             "se me doblan", "me fallan", "me falla", "no funcionan", "dejaron de"))),
    Sign("severe-weakness", ((*NUMB, *WEAK, "pie caido"), (*LIMB, "pie caido"),
                             ("repent*", "derepente", "de pronto", "subit*", "cada vez", "empeor*", "rapid*", "peor",
                              "progresiv*", "aumenta*")), within=10),
    Sign("severe-weakness", (("grave*", "sever*", "extrem*", "intens*", "total*", "mucha", "completa*"),
                             (*WEAK, "adormec*", "entumec*"), LIMB), within=6),
    Sign("severe-weakness", (("paralizad*", "paralitic*", "me paralice", "se me paraliz*", "se paraliz*"),),
         unless=("facial", "cara", "sueno", "cuerda*", "anos")),
    Sign("severe-weakness", (("paralisis",), ("repent*", "subit*", "mi", "mis", "tengo", "de pronto"))),
    Sign("both-legs", (("ambas", "las dos", "dos"), ("pierna*",), (*NUMB, *WEAK)), within=12),
]  # fmt: skip

INJURY = [
    Sign("serious-injury",
         (("me cai de", "me cai del", "me cai desde", "me cai por", "se cayo de", "se cayo del", "se cayo desde",
           "se cayo por", "caida fuerte", "caida grave", "caida de altura", "caida desde", "caida por las escaleras",
           "caida de caballo", "caida de un", "fuerte caida", "caer de", "accidente de coche", "accidente de carro",
           "accidente de auto*", "accidente de trafico", "accidente de transito", "accidente de moto*",
           "accidente automovilistico", "accidente en carro", "accidente en coche", "choque de", "choque en", "chocar",
           "choque", "me accidente", "me chocaron", "me choco", "chocamos", "volcamos", "me volque", "accidente de bici*", "accidente en moto",
           "por caida", "por una caida", "me cayo encima", "me cayo un", "me cayo una", "atropell*", "volcadura"), HURT),
         unless=("hace anos", "hace un ano", "meses", "abogad*", "indemnizacion", "seguro", "evitar", "prevenir"),
         within=14),
    Sign(
        "serious-injury",
        (("me cai", "se cayo"), ("techo", "caballo", "escalera*", "altura", "arbol", "andamio", "moto")),
        within=6,
    ),
    # “mi mamá se cayó y no se puede levantar”
    Sign("serious-injury",
         (("me cai", "se cayo", "me resbale", "se resbalo"),
          ("no me puedo", "no se puede", "no puedo", "no puede", "no me pude", "no se pudo"),
          ("levantar", "levantarme", "levantarse", "mover", "moverme", "moverse", "parar", "pararme", "pararse", "caminar")),
         unless=("hace anos", "hace un ano", "meses")),
    Sign("serious-injury", (("me atropell*", "lo atropell*", "la atropell*"),)),
]  # fmt: skip

CHEST = [
    Sign("chest-pain",
         (("pecho", "torax"), ("dolor*", "duele*", "opresion", "presion", "aprieta", "punzada*", "ardor", "pesadez")),
         unless=("ejercicio*", "estir*", "pecho excavado", "radiografia*"), within=6),
    # What a heart, a lung or the great vessel of the chest feels like where no chest is named.
    Sign("chest-pain", (("no puedo", "me cuesta", "dificultad para", "trabajo para", "cuesta trabajo"), ("respirar",)),
         unless=("nariz", "anestesia", "ejercicio*"), within=4),
    Sign("chest-pain", (("me falta el aire", "falta de aire", "me ahogo"),), unless=("acondicionado",)),
    Sign("chest-pain", (("quijada", "mandibula"), ("brazo",), ("dolor*", "duele*")), within=10),
    Sign("chest-pain", (("dolor de pecho", "dolor en el pecho", "dolor pecho", "dolores de pecho", "dolor toracico",
                         "duele el pecho"),)),
    Sign("chest-pain", (("infarto", "ataque al corazon"), ("dolor*", "sintoma*", "tengo", "senal*", "espalda", "o"))),
]  # fmt: skip

LIFELINE = [
    Sign(
        "self-harm",
        (
            ("suicid*", "suisid*", "matarme", "me quiero matar", "quitarme la vida", "quiero morir", "quiero morirme",
             "quisiera morir*", "me quiero morir", "ganas de morir*", "deseo morir", "mejor muert*", "estar muert*",
             "no quiero vivir", "no quiero seguir viviendo", "ya no quiero vivir", "sin ganas de vivir",
             "no tengo ganas de vivir", "no vale la pena vivir", "no vale la pena la vida", "acabar con mi vida", "terminar con mi vida",
             "acabar con todo", "autolesi*", "auto lesion*", "quiero hacerme dano", "quiero lastimarme",
             "ganas de hacerme dano", "pienso en hacerme dano", "cortarme las venas", "ahorcarme",
             "no puedo seguir viviendo", "no puedo seguir asi", "ya no aguanto mas", "ya no puedo mas", "no puedo mas con",
             "prefiero morir*", "me tome todas", "tomarme todas las pastillas", "tome muchas pastillas", "tome demasiadas pastillas",
             "me tome muchas pastillas", "sobredosis de", "vida no tiene sentido", "vida ya no tiene sentido",
             "no quiero despertar", "dejar de existir", "quiero desaparecer", "quisiera desaparecer",
             "tirar de un puente", "tirarme de un", "aventarme de un", "cansado de vivir", "cansada de vivir"),
        ),
        flag=RedFlag.LIFELINE,
    ),
]  # fmt: skip

# Words of the signs that are long enough to be known when they are misspelled.
SPELLED = tuple(
    """adormecimiento adormecido adormecida entumecimiento hormigueo insensible sensibilidad siento genitales ingle
    nalgas gluteos entrepierna muslos orinar orina vejiga control esfinteres incontinencia defecar evacuar
    ereccion impotencia disfuncion debilidad fuerza piernas pierna brazos caminar mover paralizado paralizada paralisis
    repentina repente pecho opresion accidente escalera suicidio suicidarme matarme morir vivir puedo
    dificultad""".split()
)
SIGNS = (
    *LIFELINE,
    Sign("saddle-numbness", (NUMB_OR_TINGLING, SADDLE), within=9),
    Sign("saddle-numbness", (("anestesia en silla*", "anestesia silla*", "anestesia de silla*"),)),
    Sign("saddle-numbness", (STRANGE, FELT, SADDLE), within=9),
    Sign("wiping-feels-different", (("limpiarme", "limpiarse", "limpio", "limpiar"), (*NUMB, *FELT)), within=10),
    *BLADDER,
    Sign(
        "sexual-function",
        (
            ("ereccion*", "erectil", "impoten*", "disfuncion sexual", "funcion sexual", "orgasmo*"),
            (*LOST, *TROUBLE, "no tengo", "no hay", "disfuncion", "impoten*", *NEW),
            BACK,
        ),
    ),
    *WEAKNESS,
    *INJURY,
    *CHEST,
    # As in English: the name of the illness is a topic, its signs are a worry.
    Sign(
        "saddle-numbness",
        (("cauda equina", "cola de caballo"),
         ("sintoma*", "senal*", "tengo", "es esto", "sera", "emergencia", "urgencia", "como se si", "sospech*")),
    ),
)  # fmt: skip
