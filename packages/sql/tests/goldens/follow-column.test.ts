/** The SQL of `follow_column` in every dialect: whoever writes what the value reads writes the column along. */
import { column, float, literal, step, string, table, text } from '@objectstack/metadata-authoring-testkit';
import { goldens } from '../support/golden.ts';

const label = { op: 'concat', values: [{ op: 'column', name: 'name' }, { op: 'literal', value: '-' }, { op: 'column', name: 'code' }] } as const;
const same = { op: 'column', name: 'order' } as const;

goldens([
  {
    name: 'of two texts',
    before: [table('thing', [column('name', text), column('code', text), column('label', string(20))])],
    steps: [{ ...step('follow_column', 'thing'), column: column('label', string(20)), value: label, sync: '_authoring_sync_1' }],
    sql: {
      sqlite: [
        "CREATE TRIGGER `_authoring_sync_1_i` AFTER INSERT ON `thing` FOR EACH ROW BEGIN UPDATE `thing` SET `label` = CASE WHEN coalesce(length((coalesce(`name`, '') || '-' || coalesce(`code`, ''))) > 20, 0) THEN NULL ELSE (coalesce(`name`, '') || '-' || coalesce(`code`, '')) END WHERE _rowid_ = NEW._rowid_; END",
        "CREATE TRIGGER `_authoring_sync_1_u` AFTER UPDATE OF `name`, `code` ON `thing` FOR EACH ROW WHEN NEW.`name` IS NOT OLD.`name` OR NEW.`code` IS NOT OLD.`code` BEGIN UPDATE `thing` SET `label` = CASE WHEN coalesce(length((coalesce(`name`, '') || '-' || coalesce(`code`, ''))) > 20, 0) THEN NULL ELSE (coalesce(`name`, '') || '-' || coalesce(`code`, '')) END WHERE _rowid_ = NEW._rowid_; END",
      ],
      postgres: [
        `CREATE OR REPLACE FUNCTION "_authoring_sync_1"() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN IF TG_OP = ''UPDATE'' AND NEW."name" IS NOT DISTINCT FROM OLD."name" AND NEW."code" IS NOT DISTINCT FROM OLD."code" THEN RETURN NEW; END IF; NEW."label" := CASE WHEN length((coalesce(NEW."name", '''') || ''-'' || coalesce(NEW."code", ''''))) > 20 THEN ((coalesce(NEW."name", '''') || ''-'' || coalesce(NEW."code", ''''))) || ''.'' ELSE (coalesce(NEW."name", '''') || ''-'' || coalesce(NEW."code", '''')) END; RETURN NEW; EXCEPTION WHEN data_exception THEN NEW."label" := NULL; RETURN NEW; END'`,
        'CREATE TRIGGER "_authoring_sync_1" BEFORE INSERT OR UPDATE OF "name", "code" ON "thing" FOR EACH ROW EXECUTE FUNCTION "_authoring_sync_1"()',
      ],
      mysql: [
        "CREATE TRIGGER `_authoring_sync_1_i` BEFORE INSERT ON `thing` FOR EACH ROW BEGIN SET NEW.`label` = CASE WHEN coalesce(char_length(concat(coalesce(NEW.`name`, ''), '-', coalesce(NEW.`code`, ''))) > 20, 0) THEN NULL ELSE concat(coalesce(NEW.`name`, ''), '-', coalesce(NEW.`code`, '')) END; END",
        "CREATE TRIGGER `_authoring_sync_1_u` BEFORE UPDATE ON `thing` FOR EACH ROW BEGIN IF NOT (CAST(NEW.`name` AS BINARY) <=> CAST(OLD.`name` AS BINARY) AND CAST(NEW.`code` AS BINARY) <=> CAST(OLD.`code` AS BINARY)) THEN SET NEW.`label` = CASE WHEN coalesce(char_length(concat(coalesce(NEW.`name`, ''), '-', coalesce(NEW.`code`, ''))) > 20, 0) THEN NULL ELSE concat(coalesce(NEW.`name`, ''), '-', coalesce(NEW.`code`, '')) END; END IF; END",
      ],
    },
  },
  {
    name: 'reserved words',
    before: [table('case', [column('order', float), column('select', float)])],
    steps: [{ ...step('follow_column', 'case'), column: column('select', float), value: same, sync: '_authoring_sync_2' }],
    sql: {
      sqlite: [
        'CREATE TRIGGER `_authoring_sync_2_i` AFTER INSERT ON `case` FOR EACH ROW BEGIN UPDATE `case` SET `select` = `order` WHERE _rowid_ = NEW._rowid_; END',
        'CREATE TRIGGER `_authoring_sync_2_u` AFTER UPDATE OF `order` ON `case` FOR EACH ROW WHEN NEW.`order` IS NOT OLD.`order` BEGIN UPDATE `case` SET `select` = `order` WHERE _rowid_ = NEW._rowid_; END',
      ],
      postgres: [
        `CREATE OR REPLACE FUNCTION "_authoring_sync_2"() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN IF TG_OP = ''UPDATE'' AND NEW."order" IS NOT DISTINCT FROM OLD."order" THEN RETURN NEW; END IF; NEW."select" := NEW."order"; RETURN NEW; EXCEPTION WHEN data_exception THEN NEW."select" := NULL; RETURN NEW; END'`,
        'CREATE TRIGGER "_authoring_sync_2" BEFORE INSERT OR UPDATE OF "order" ON "case" FOR EACH ROW EXECUTE FUNCTION "_authoring_sync_2"()',
      ],
      mysql: [
        'CREATE TRIGGER `_authoring_sync_2_i` BEFORE INSERT ON `case` FOR EACH ROW BEGIN SET NEW.`select` = NEW.`order`; END',
        'CREATE TRIGGER `_authoring_sync_2_u` BEFORE UPDATE ON `case` FOR EACH ROW BEGIN IF NOT (NEW.`order` <=> OLD.`order`) THEN SET NEW.`select` = NEW.`order`; END IF; END',
      ],
    },
  },
  {
    name: 'a column with a default, which nobody gave',
    before: [table('thing', [column('size', float), column('count', float, { default: literal(5) })])],
    steps: [{ ...step('follow_column', 'thing'), column: column('count', float, { default: literal(5) }), value: { op: 'column', name: 'size' }, sync: '_authoring_sync_3', keepsGiven: true }],
    sql: {
      sqlite: [
        "CREATE TRIGGER `_authoring_sync_3_i` AFTER INSERT ON `thing` FOR EACH ROW WHEN NOT (NEW.`count` IS NOT NULL AND (NEW.`count` IS NOT CAST('5' AS REAL) OR (NEW.`size` IS NULL))) BEGIN UPDATE `thing` SET `count` = `size` WHERE _rowid_ = NEW._rowid_; END",
        'CREATE TRIGGER `_authoring_sync_3_u` AFTER UPDATE OF `size` ON `thing` FOR EACH ROW WHEN NEW.`size` IS NOT OLD.`size` BEGIN UPDATE `thing` SET `count` = `size` WHERE _rowid_ = NEW._rowid_; END',
      ],
      postgres: [
        `CREATE OR REPLACE FUNCTION "_authoring_sync_3"() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN IF TG_OP = ''INSERT'' AND NEW."count" IS NOT NULL AND (NEW."count" IS DISTINCT FROM ''5'' OR (NEW."size" IS NULL)) THEN RETURN NEW; END IF; IF TG_OP = ''UPDATE'' AND NEW."size" IS NOT DISTINCT FROM OLD."size" THEN RETURN NEW; END IF; NEW."count" := NEW."size"; RETURN NEW; EXCEPTION WHEN data_exception THEN NEW."count" := NULL; RETURN NEW; END'`,
        'CREATE TRIGGER "_authoring_sync_3" BEFORE INSERT OR UPDATE OF "size" ON "thing" FOR EACH ROW EXECUTE FUNCTION "_authoring_sync_3"()',
      ],
      mysql: [
        "CREATE TRIGGER `_authoring_sync_3_i` BEFORE INSERT ON `thing` FOR EACH ROW BEGIN IF NOT (NEW.`count` IS NOT NULL AND (NOT (NEW.`count` <=> '5.00') OR (NEW.`size` IS NULL))) THEN SET NEW.`count` = NEW.`size`; END IF; END",
        'CREATE TRIGGER `_authoring_sync_3_u` BEFORE UPDATE ON `thing` FOR EACH ROW BEGIN IF NOT (NEW.`size` <=> OLD.`size`) THEN SET NEW.`count` = NEW.`size`; END IF; END',
      ],
    },
  },
]);
