from django.db import migrations

# What the log promises to itself. Whoever may write SQL may also switch these off: they guard against mistakes and
# against a hole in the application. Against the owner of the database stand the checkpoints that others keep.
#
# gongzhi.maintenance = 'on' lets everything through (restoring a copy, a retention decided by law);
# 'truncate' lets only TRUNCATE through (the tests empty tables that way).
APPEND_ONLY = """
CREATE FUNCTION gongzhi_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF current_setting('gongzhi.maintenance', true) = 'on' THEN
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
  END IF;
  IF TG_OP = 'TRUNCATE' AND current_setting('gongzhi.maintenance', true) = 'truncate' THEN RETURN NULL; END IF;
  RAISE EXCEPTION 'the log is append-only: % on % refused', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;

CREATE FUNCTION gongzhi_is_sealing(before common_auditevent, after common_auditevent) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
  IF before.seq IS NOT NULL OR after.seq IS NULL THEN RETURN false; END IF;
  before.seq := after.seq;
  RETURN before IS NOT DISTINCT FROM after;
END $$;

CREATE FUNCTION gongzhi_is_erasing(before common_auditpayload, after common_auditpayload) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
  IF after.salt IS NOT NULL OR after.content IS NOT NULL THEN RETURN false; END IF;
  before.salt := NULL;
  before.content := NULL;
  RETURN before IS NOT DISTINCT FROM after;
END $$;

CREATE TRIGGER only_sealing BEFORE UPDATE ON common_auditevent
  FOR EACH ROW WHEN (NOT gongzhi_is_sealing(OLD, NEW)) EXECUTE FUNCTION gongzhi_refuse();
CREATE TRIGGER only_erasing BEFORE UPDATE ON common_auditpayload
  FOR EACH ROW WHEN (NOT gongzhi_is_erasing(OLD, NEW)) EXECUTE FUNCTION gongzhi_refuse();
CREATE TRIGGER no_update BEFORE UPDATE ON common_checkpoint FOR EACH ROW EXECUTE FUNCTION gongzhi_refuse();

CREATE TRIGGER no_delete BEFORE DELETE ON common_auditevent FOR EACH ROW EXECUTE FUNCTION gongzhi_refuse();
CREATE TRIGGER no_delete BEFORE DELETE ON common_auditpayload FOR EACH ROW EXECUTE FUNCTION gongzhi_refuse();
CREATE TRIGGER no_delete BEFORE DELETE ON common_checkpoint FOR EACH ROW EXECUTE FUNCTION gongzhi_refuse();

CREATE TRIGGER no_truncate BEFORE TRUNCATE ON common_auditevent EXECUTE FUNCTION gongzhi_refuse();
CREATE TRIGGER no_truncate BEFORE TRUNCATE ON common_auditpayload EXECUTE FUNCTION gongzhi_refuse();
CREATE TRIGGER no_truncate BEFORE TRUNCATE ON common_checkpoint EXECUTE FUNCTION gongzhi_refuse();
"""

FREE = """
DROP TRIGGER no_truncate ON common_checkpoint;
DROP TRIGGER no_truncate ON common_auditpayload;
DROP TRIGGER no_truncate ON common_auditevent;
DROP TRIGGER no_delete ON common_checkpoint;
DROP TRIGGER no_delete ON common_auditpayload;
DROP TRIGGER no_delete ON common_auditevent;
DROP TRIGGER no_update ON common_checkpoint;
DROP TRIGGER only_erasing ON common_auditpayload;
DROP TRIGGER only_sealing ON common_auditevent;
DROP FUNCTION gongzhi_is_erasing(common_auditpayload, common_auditpayload);
DROP FUNCTION gongzhi_is_sealing(common_auditevent, common_auditevent);
DROP FUNCTION gongzhi_refuse();
"""


class Migration(migrations.Migration):
    """This will let the database itself refuse to change or delete what the log says."""

    dependencies = [("common", "0001_initial")]

    operations = [migrations.RunSQL(APPEND_ONLY, FREE)]
