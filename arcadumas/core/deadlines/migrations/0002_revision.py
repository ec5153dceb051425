"""The database gives every change a new revision, and keeps what is in force (see models.py)."""

from django.db import migrations

BUMPED = ("ruleset", "rule", "holiday", "officehours")

# A sequence, not number + 1: a rolled-back number must never come back with another content.
FORWARD = """
CREATE SEQUENCE deadlines_revision_number;

CREATE FUNCTION deadlines_bump() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO deadlines_revision (id, number) VALUES (1, nextval('deadlines_revision_number'))
    ON CONFLICT (id) DO UPDATE SET number = EXCLUDED.number;
    RETURN NULL;
END $$;

CREATE FUNCTION deadlines_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'deadlines: rows of % are closed or made inactive, never deleted', TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END $$;

CREATE FUNCTION deadlines_keep_rule() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM deadlines_ruleset WHERE id = OLD.rule_set_id AND valid_from IS NOT NULL) AND (
        TG_OP = 'DELETE'
        OR (OLD.step, OLD.report_class, OLD.amount, OLD.counted_in, OLD.starts_on, OLD.rule_set_id)
            IS DISTINCT FROM (NEW.step, NEW.report_class, NEW.amount, NEW.counted_in, NEW.starts_on, NEW.rule_set_id)
    ) THEN
        RAISE EXCEPTION 'deadlines: a rule in force keeps its figures; make a new version of its rule set'
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION deadlines_keep_set() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'deadlines: a rule set in force does not become a draft again; give it a last day'
        USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER keep BEFORE DELETE ON deadlines_holiday FOR EACH ROW EXECUTE FUNCTION deadlines_keep();
CREATE TRIGGER keep BEFORE DELETE ON deadlines_officehours FOR EACH ROW EXECUTE FUNCTION deadlines_keep();
CREATE TRIGGER keep BEFORE UPDATE OR DELETE ON deadlines_rule FOR EACH ROW EXECUTE FUNCTION deadlines_keep_rule();
CREATE TRIGGER keep BEFORE UPDATE ON deadlines_ruleset FOR EACH ROW
    WHEN (OLD.valid_from IS NOT NULL AND NEW.valid_from IS NULL) EXECUTE FUNCTION deadlines_keep_set();
"""
BUMP = """
CREATE TRIGGER bump AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON deadlines_{}
    FOR EACH STATEMENT EXECUTE FUNCTION deadlines_bump();
"""
BACKWARD = """
DROP TRIGGER keep ON deadlines_holiday;
DROP TRIGGER keep ON deadlines_officehours;
DROP TRIGGER keep ON deadlines_rule;
DROP TRIGGER keep ON deadlines_ruleset;
DROP FUNCTION deadlines_bump(), deadlines_keep(), deadlines_keep_rule(), deadlines_keep_set();
DROP SEQUENCE deadlines_revision_number;
"""


class Migration(migrations.Migration):
    dependencies = [("deadlines", "0001_initial")]
    operations = [
        migrations.RunSQL(FORWARD, BACKWARD),
        *(migrations.RunSQL(BUMP.format(table), f"DROP TRIGGER bump ON deadlines_{table}") for table in BUMPED),
    ]
