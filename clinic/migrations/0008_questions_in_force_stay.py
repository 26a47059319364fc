"""A set of safety questions that is approved or in force keeps its words: the database refuses to change them.

Each request points to the set that it was asked with; staff must be able to read years later what that was.
"""

from django.apps import apps as installed
from django.contrib.auth.management import create_permissions
from django.db import migrations

KEEP_SET = """
CREATE FUNCTION clinic_keep_question_set() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'TRUNCATE' THEN
        RAISE EXCEPTION 'sets of safety questions are never truncated' USING ERRCODE = 'restrict_violation';
    ELSIF TG_OP = 'UPDATE' AND NEW IS NOT DISTINCT FROM OLD THEN
        RETURN NEW;  -- the same words again, as when rows are loaded back
    ELSIF OLD.in_force_from IS NOT NULL THEN
        RAISE EXCEPTION 'a set of safety questions in force is never changed or deleted'
            USING ERRCODE = 'restrict_violation';
    ELSIF TG_OP = 'DELETE' THEN
        RETURN OLD;
    ELSIF NEW.in_force_from IS NOT NULL AND NEW.approved_at IS NULL THEN
        RAISE EXCEPTION 'a set of safety questions comes into force after its approval'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER keep_rows BEFORE UPDATE OR DELETE ON clinic_safetyquestionset
    FOR EACH ROW EXECUTE FUNCTION clinic_keep_question_set();
CREATE TRIGGER keep_table BEFORE TRUNCATE ON clinic_safetyquestionset
    FOR EACH STATEMENT EXECUTE FUNCTION clinic_keep_question_set();
"""
KEEP_QUESTIONS = """
CREATE FUNCTION clinic_keep_questions() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW IS NOT DISTINCT FROM OLD THEN
        RETURN NEW;
    ELSIF EXISTS (
        SELECT FROM clinic_safetyquestionset
        WHERE id IN (
            CASE WHEN TG_OP <> 'INSERT' THEN OLD.question_set_id END,
            CASE WHEN TG_OP <> 'DELETE' THEN NEW.question_set_id END
        ) AND (in_force_from IS NOT NULL OR approved_at IS NOT NULL)
    ) THEN
        RAISE EXCEPTION 'the questions of a set that is approved or in force are never changed'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER keep_rows BEFORE UPDATE OR DELETE ON clinic_safetyquestion
    FOR EACH ROW EXECUTE FUNCTION clinic_keep_questions();
CREATE TRIGGER keep_table BEFORE INSERT ON clinic_safetyquestion
    FOR EACH ROW EXECUTE FUNCTION clinic_keep_questions();
"""
UNDO_SET = "DROP FUNCTION clinic_keep_question_set() CASCADE;"
UNDO_QUESTIONS = "DROP FUNCTION clinic_keep_questions() CASCADE;"


def let_reviewers_approve(apps, schema_editor):
    create_permissions(installed.get_app_config("clinic"), apps=apps, verbosity=0)
    approve = apps.get_model("auth", "Permission").objects.get(
        content_type__app_label="clinic", codename="approve_safetyquestionset"
    )
    reviewers, _ = apps.get_model("auth", "Group").objects.get_or_create(name="Clinical reviewers")
    reviewers.permissions.add(approve)


class Migration(migrations.Migration):
    dependencies = [
        ("clinic", "0007_first_questions_in_spanish"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]
    operations = [
        migrations.RunSQL(KEEP_SET, UNDO_SET),
        migrations.RunSQL(KEEP_QUESTIONS, UNDO_QUESTIONS),
        migrations.RunPython(let_reviewers_approve, migrations.RunPython.noop),
    ]
