"""What people ask a clinic rather than its library: appointments, hours, the way there."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

# Words that say nothing by themselves when the question is a practical one: “spine doctor near me”.
BESIDE = {
    "en": frozenset(
        "back best center change clinic find get have information make may much nearest neck need new "
        "number office please sign speak spinal spine time today tomorrow want".split()
    ),
    "es": frozenset(
        "atencion atender buscar cambiar centro clinica columna como cual cuello donde espalda espinal "
        "esta estan habla hablan hablar hacer hoy informacion manana necesito nueva nuevo numero pedir "
        "pido puedo queda quien quiero tener".split()
    ),
}


@dataclass(frozen=True)
class Practical:
    """A page of the center, what it tells, and the folded words by language that ask for it."""

    title: Any
    about: Any
    view: str
    words: dict[str, frozenset[str]]

    def get_absolute_url(self) -> str:
        return reverse(self.view)


def practical(words: Collection[str], *, language: str) -> list[Practical]:
    """The pages that these words ask for; nothing when one of them asks for anything else."""
    asked = {*words} - BESIDE[language]
    found = [page for page in PAGES if not asked.isdisjoint(page.words[language])]
    known = frozenset().union(*(page.words[language] for page in found))
    return found if asked <= known else []


def _page(title: Any, about: Any, view: str, **words: str) -> Practical:
    by_language = {language: frozenset(said.split()) for language, said in words.items()}
    return Practical(title, about, view, by_language)


PAGES = [
    _page(
        _("Appointments"),
        _("How to ask for a visit, how to prepare, and where your request stands."),
        "appointments:index",
        en="appointment appointments book booking cancel consultation request reschedule schedule scheduling visit "
        "visits",
        es="agendar cancelar cita citas consulta consultas reprogramar reservar solicitar turno turnos visita visitas",
    ),
    _page(
        _("Virtual visits"),
        _("Seeing one of us by video: for what it is good, and what you need for it."),
        "appointments:virtual_visits",
        en="online remote telehealth telemedicine video virtual zoom",
        es="linea remota telemedicina telesalud video videollamada virtual virtuales",
    ),
    _page(
        _("Locations and hours"),
        _("Addresses, opening hours, telephone, parking and the way in."),
        "clinic:locations",
        en="access accessible address addresses bus call closed contact directions elevator entrance hour hours located "
        "location locations map near open opening park parking phone saturday sunday telephone weekend wheelchair",
        es="abierto abren accesible acceso cerrado direccion direcciones contacto domingo elevador estacionamiento horario "
        "horarios llamar mapa parqueo sabado silla ruedas telefono ubicacion ubicaciones ubicados",
    ),
    _page(
        _("Our team"),
        _("Who may see you, what each one focuses on, and the languages they speak."),
        "clinic:team",
        en="clinician clinicians doctor doctors dr neurosurgeon orthopedist physiatrist physician physicians provider "
        "providers specialist specialists staff surgeon surgeons team therapist therapists",
        es="cirujana cirujano cirujanos doctor doctora doctores dr dra equipo especialista especialistas fisiatra medica "
        "medico medicos neurocirujano personal terapeuta terapeutas",
    ),
    _page(
        _("Free interpreters and language help"),
        _("How to speak with us in your own language, at no cost."),
        "language-help",
        en="asl deaf english interpreter interpreters language languages spanish translation translator",
        es="espanol idioma idiomas ingles interprete interpretes senas sordo traduccion traductor",
    ),
]


@cache
def practical_words(language: str) -> frozenset[str]:
    """All words of practical questions: none of them is misspelled."""
    return BESIDE[language].union(*(page.words[language] for page in PAGES))
