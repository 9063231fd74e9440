/** The SQL of `restore_sync` in every dialect: what is left of the triggers goes, and all of them are made anew. */
import { conversionBetween, syncName } from '@objectstack/metadata-authoring';
import { column, float, step, table, text } from '@objectstack/metadata-authoring-testkit';
import { goldens } from '../support/golden.ts';

goldens([
  {
    name: "two names of a column",
    before: [table('order', [column('remark', text), column('note', text)])], steps: [{ ...step('restore_sync', 'order'), until: { ...step('retire_column', 'order'), column: 'remark', old: column('note', text), heldName: '_hold_1', up: conversionBetween('note', text, text), down: conversionBetween('remark', text, text), sync: syncName('order.remark') } }],
    sql: {
      sqlite: [
        'DROP TRIGGER IF EXISTS `_authoring_sync_b51388adc52cd2b4622a4e29_i`',
        'DROP TRIGGER IF EXISTS `_authoring_sync_b51388adc52cd2b4622a4e29_u`',
        'DROP TRIGGER IF EXISTS `_authoring_sync_b51388adc52cd2b4622a4e29_j`',
        'DROP TRIGGER IF EXISTS `_authoring_sync_b51388adc52cd2b4622a4e29_v`',
        'DROP TRIGGER IF EXISTS `_authoring_sync_b51388adc52cd2b4622a4e29_n`',
        'CREATE TRIGGER `_authoring_sync_b51388adc52cd2b4622a4e29_i` AFTER INSERT ON `order` FOR EACH ROW WHEN NEW.`note` IS NULL BEGIN UPDATE `order` SET `note` = `remark` WHERE _rowid_ = NEW._rowid_ AND `note` IS NULL; END',
        'CREATE TRIGGER `_authoring_sync_b51388adc52cd2b4622a4e29_u` AFTER UPDATE OF `remark` ON `order` FOR EACH ROW WHEN NEW.`remark` IS NOT OLD.`remark` BEGIN UPDATE `order` SET `note` = `remark` WHERE _rowid_ = NEW._rowid_ AND `remark` IS NOT `note`; END',
        'CREATE TRIGGER `_authoring_sync_b51388adc52cd2b4622a4e29_j` AFTER INSERT ON `order` FOR EACH ROW WHEN NEW.`note` IS NOT NULL BEGIN UPDATE `order` SET `remark` = `note` WHERE _rowid_ = NEW._rowid_ AND `note` IS NOT `remark`; END',
        'CREATE TRIGGER `_authoring_sync_b51388adc52cd2b4622a4e29_v` AFTER UPDATE OF `note` ON `order` FOR EACH ROW WHEN NEW.`note` IS NOT OLD.`note` AND NEW.`remark` IS OLD.`remark` BEGIN UPDATE `order` SET `remark` = `note` WHERE _rowid_ = NEW._rowid_ AND `note` IS NOT `remark`; END',
      ],
      postgres: [
        'DROP TRIGGER IF EXISTS "_authoring_sync_b51388adc52cd2b4622a4e29" ON "order"',
        'DROP FUNCTION IF EXISTS "_authoring_sync_b51388adc52cd2b4622a4e29"()',
        'CREATE OR REPLACE FUNCTION "_authoring_sync_b51388adc52cd2b4622a4e29"() RETURNS trigger LANGUAGE plpgsql AS \'BEGIN IF TG_OP = \'\'INSERT\'\' THEN IF NEW."note" IS NULL THEN NEW."note" := NEW."remark"; ELSE IF NOT (NEW."note" IS NOT DISTINCT FROM (NEW."remark")) THEN NEW."remark" := NEW."note"; END IF; END IF; ELSIF NEW."remark" IS DISTINCT FROM OLD."remark" THEN NEW."note" := NEW."remark"; ELSIF NEW."note" IS DISTINCT FROM OLD."note" THEN IF NOT (NEW."note" IS NOT DISTINCT FROM (NEW."remark")) THEN NEW."remark" := NEW."note"; END IF; END IF; RETURN NEW; END\'',
        'CREATE TRIGGER "_authoring_sync_b51388adc52cd2b4622a4e29" BEFORE INSERT OR UPDATE OF "remark", "note" ON "order" FOR EACH ROW EXECUTE FUNCTION "_authoring_sync_b51388adc52cd2b4622a4e29"()',
      ],
      mysql: [
        'DROP TRIGGER IF EXISTS `_authoring_sync_b51388adc52cd2b4622a4e29_i`',
        'DROP TRIGGER IF EXISTS `_authoring_sync_b51388adc52cd2b4622a4e29_u`',
        'DROP TRIGGER IF EXISTS `_authoring_sync_b51388adc52cd2b4622a4e29_s_i`',
        'DROP TRIGGER IF EXISTS `_authoring_sync_b51388adc52cd2b4622a4e29_s_u`',
        'DROP TRIGGER IF EXISTS `_authoring_sync_b51388adc52cd2b4622a4e29_r_i`',
        'DROP TRIGGER IF EXISTS `_authoring_sync_b51388adc52cd2b4622a4e29_r_u`',
        'DROP TRIGGER IF EXISTS `_authoring_sync_b51388adc52cd2b4622a4e29_r_s_i`',
        'DROP TRIGGER IF EXISTS `_authoring_sync_b51388adc52cd2b4622a4e29_r_s_u`',
        'CREATE TRIGGER `_authoring_sync_b51388adc52cd2b4622a4e29_r_s_i` BEFORE INSERT ON `order` FOR EACH ROW BEGIN IF NEW.`note` IS NULL THEN SET NEW.`note` = NEW.`remark`; ELSE IF NOT (CAST(NEW.`note` AS BINARY) <=> CAST(NEW.`remark` AS BINARY)) THEN SET NEW.`remark` = NEW.`note`; END IF; END IF; END',
        'CREATE TRIGGER `_authoring_sync_b51388adc52cd2b4622a4e29_r_s_u` BEFORE UPDATE ON `order` FOR EACH ROW BEGIN IF NOT (CAST(NEW.`remark` AS BINARY) <=> CAST(OLD.`remark` AS BINARY)) AND NOT (NOT (CAST(NEW.`note` AS BINARY) <=> CAST(OLD.`note` AS BINARY)) AND CAST(NEW.`remark` AS BINARY) <=> CAST(NEW.`note` AS BINARY)) THEN SET NEW.`note` = NEW.`remark`; ELSEIF NOT (CAST(NEW.`note` AS BINARY) <=> CAST(OLD.`note` AS BINARY)) THEN IF NOT (CAST(NEW.`note` AS BINARY) <=> CAST(NEW.`remark` AS BINARY)) THEN SET NEW.`remark` = NEW.`note`; END IF; END IF; END',
      ],
    },
  },
  {
    name: "an earlier form, reserved words",
    before: [table('case', [column('order', float), column('_hold_1', text)])], steps: [{ ...step('restore_sync', 'case'), until: { ...step('end_sync', 'case'), column: 'order', old: column('order', text), heldName: '_hold_1', down: conversionBetween('order', float, text) } }],
    sql: {
      sqlite: [
        'DROP TRIGGER IF EXISTS `_authoring_sync_bcfb37e6b1d03146fe8f0f7e_i`',
        'DROP TRIGGER IF EXISTS `_authoring_sync_bcfb37e6b1d03146fe8f0f7e_u`',
        'DROP TRIGGER IF EXISTS `_authoring_sync_bcfb37e6b1d03146fe8f0f7e_j`',
        'DROP TRIGGER IF EXISTS `_authoring_sync_bcfb37e6b1d03146fe8f0f7e_v`',
        'DROP TRIGGER IF EXISTS `_authoring_sync_bcfb37e6b1d03146fe8f0f7e_n`',
        'CREATE TRIGGER `_authoring_sync_bcfb37e6b1d03146fe8f0f7e_i` AFTER INSERT ON `case` FOR EACH ROW BEGIN UPDATE `case` SET `_hold_1` = CASE WHEN `order` = CAST(`order` AS INTEGER) THEN CAST(CAST(`order` AS INTEGER) AS TEXT) ELSE CAST(`order` AS TEXT) END WHERE _rowid_ = NEW._rowid_; END',
        'CREATE TRIGGER `_authoring_sync_bcfb37e6b1d03146fe8f0f7e_u` AFTER UPDATE OF `order` ON `case` FOR EACH ROW WHEN NEW.`order` IS NOT OLD.`order` BEGIN UPDATE `case` SET `_hold_1` = CASE WHEN `order` = CAST(`order` AS INTEGER) THEN CAST(CAST(`order` AS INTEGER) AS TEXT) ELSE CAST(`order` AS TEXT) END WHERE _rowid_ = NEW._rowid_; END',
      ],
      postgres: [
        'DROP TRIGGER IF EXISTS "_authoring_sync_bcfb37e6b1d03146fe8f0f7e" ON "case"',
        'DROP FUNCTION IF EXISTS "_authoring_sync_bcfb37e6b1d03146fe8f0f7e"()',
        'CREATE OR REPLACE FUNCTION "_authoring_sync_bcfb37e6b1d03146fe8f0f7e"() RETURNS trigger LANGUAGE plpgsql AS \'BEGIN IF TG_OP = \'\'UPDATE\'\' AND NEW."order" IS NOT DISTINCT FROM OLD."order" THEN RETURN NEW; END IF; NEW."_hold_1" := trim_scale(NEW."order"::text::numeric)::text; RETURN NEW; EXCEPTION WHEN data_exception THEN NEW."_hold_1" := NULL; RETURN NEW; END\'',
        'CREATE TRIGGER "_authoring_sync_bcfb37e6b1d03146fe8f0f7e" BEFORE INSERT OR UPDATE OF "order" ON "case" FOR EACH ROW EXECUTE FUNCTION "_authoring_sync_bcfb37e6b1d03146fe8f0f7e"()',
      ],
      mysql: [
        'DROP TRIGGER IF EXISTS `_authoring_sync_bcfb37e6b1d03146fe8f0f7e_i`',
        'DROP TRIGGER IF EXISTS `_authoring_sync_bcfb37e6b1d03146fe8f0f7e_u`',
        'DROP TRIGGER IF EXISTS `_authoring_sync_bcfb37e6b1d03146fe8f0f7e_s_i`',
        'DROP TRIGGER IF EXISTS `_authoring_sync_bcfb37e6b1d03146fe8f0f7e_s_u`',
        'DROP TRIGGER IF EXISTS `_authoring_sync_bcfb37e6b1d03146fe8f0f7e_r_i`',
        'DROP TRIGGER IF EXISTS `_authoring_sync_bcfb37e6b1d03146fe8f0f7e_r_u`',
        'DROP TRIGGER IF EXISTS `_authoring_sync_bcfb37e6b1d03146fe8f0f7e_r_s_i`',
        'DROP TRIGGER IF EXISTS `_authoring_sync_bcfb37e6b1d03146fe8f0f7e_r_s_u`',
        'CREATE TRIGGER `_authoring_sync_bcfb37e6b1d03146fe8f0f7e_i` BEFORE INSERT ON `case` FOR EACH ROW BEGIN SET NEW.`_hold_1` = trim(TRAILING \'.\' FROM trim(TRAILING \'0\' FROM cast(NEW.`order` AS decimal(20, 2)))); END',
        'CREATE TRIGGER `_authoring_sync_bcfb37e6b1d03146fe8f0f7e_u` BEFORE UPDATE ON `case` FOR EACH ROW BEGIN IF NOT (NEW.`order` <=> OLD.`order`) THEN SET NEW.`_hold_1` = trim(TRAILING \'.\' FROM trim(TRAILING \'0\' FROM cast(NEW.`order` AS decimal(20, 2)))); END IF; END',
      ],
    },
  },
]);
