"""The Spanish words of the questions that the site came with, wherever their English words still stand."""

from django.db import migrations

SPANISH = {
    "Numbness around your genitals, buttocks or inner thighs": (
        "Adormecimiento en los genitales, las nalgas o la parte interna de los muslos"
    ),
    "Wiping after using the toilet feels different": (
        "Siente algo distinto al limpiarse después de ir al baño"
    ),
    "New trouble starting, stopping or feeling when you pass urine or have a bowel movement": (
        "Dificultad nueva para empezar a orinar o a evacuar, para detenerse o para sentir cuando lo hace"
    ),
    "New loss of sexual function or feeling": "Pérdida nueva de la función o la sensibilidad sexual",
    "Severe weakness or numbness in your arms or legs, or weakness that is quickly getting worse": (
        "Debilidad o adormecimiento intensos en los brazos o las piernas, o debilidad que empeora rápidamente"
    ),
    "Pain down both legs, with weakness": "Dolor que baja por las dos piernas, con debilidad",
    "A serious fall, a car crash or another major injury": (
        "Una caída grave, un choque de auto u otra lesión grave"
    ),
    "Chest pain together with back pain": "Dolor en el pecho junto con dolor de espalda",
    "Fever or chills together with back or neck pain": (
        "Fiebre o escalofríos junto con dolor de espalda o de cuello"
    ),
    "Cancer, now or in the past": "Cáncer, ahora o en el pasado",
    "Losing weight without trying": "Pérdida de peso sin proponérselo",
    "A weakened immune system, or injected drugs": (
        "Un sistema inmunitario debilitado, o uso de drogas inyectadas"
    ),
    "After spine surgery: fever, or a wound that opens, drains or turns red": (
        "Después de una cirugía de columna: fiebre, o una herida que se abre, supura o se pone roja"
    ),
    "Pain that wakes you at night and does not ease in any position": (
        "Dolor que le despierta por la noche y no se alivia en ninguna posición"
    ),
    "A new bend or change in the shape of your spine": (
        "Una curvatura nueva o un cambio en la forma de la columna"
    ),
    "A minor fall, and you have osteoporosis or have taken steroids for a long time": (
        "Una caída leve, si tiene osteoporosis o ha tomado esteroides por mucho tiempo"
    ),
    "Unsteady walking or clumsy hands": "Inestabilidad al caminar o torpeza en las manos",
}


def fill(apps, schema_editor):
    question = apps.get_model("clinic", "SafetyQuestion")
    for text, text_es in SPANISH.items():
        question.objects.filter(text=text, text_es="").update(text_es=text_es)


class Migration(migrations.Migration):
    dependencies = [("clinic", "0006_questions_in_two_languages")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
