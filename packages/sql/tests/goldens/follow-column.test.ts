/** The SQL of `follow_column` in every dialect: whoever writes what the value reads, and not the column, writes it along. */
import { column, datetime, float, literal, step, string, table, text } from '@objectstack/metadata-authoring-testkit';
import { goldens } from '../support/golden.ts';

const label = { op: 'concat', values: [{ op: 'column', name: 'name' }, { op: 'literal', value: '-' }, { op: 'column', name: 'code' }] } as const;
const euros = { op: 'arithmetic', operator: '/', left: { op: 'column', name: 'cents' }, right: { op: 'literal', value: 100 } } as const;
const cents = { op: 'arithmetic', operator: '*', left: { op: 'column', name: 'price' }, right: { op: 'literal', value: 100 } } as const;
const same = { op: 'column', name: 'order' } as const;

goldens([
  {
    name: 'of two texts',
    before: [table('thing', [column('name', text), column('code', text), column('label', string(20))])],
    steps: [{ ...step('follow_column', 'thing'), column: column('label', string(20)), value: label, sync: '_authoring_sync_1' }],
    sql: {
      sqlite: [
        "CREATE TRIGGER `_authoring_sync_1_i` AFTER INSERT ON `thing` FOR EACH ROW WHEN NOT (NEW.`label` IS NOT NULL) BEGIN UPDATE `thing` SET `label` = CASE WHEN coalesce(length((coalesce(`name`, '') || '-' || coalesce(`code`, ''))) > 20, 0) THEN NULL ELSE (coalesce(`name`, '') || '-' || coalesce(`code`, '')) END WHERE _rowid_ = NEW._rowid_; END",
        "CREATE TRIGGER `_authoring_sync_1_u` AFTER UPDATE OF `name`, `code` ON `thing` FOR EACH ROW WHEN (NEW.`name` IS NOT OLD.`name` OR NEW.`code` IS NOT OLD.`code`) AND NEW.`label` IS OLD.`label` BEGIN UPDATE `thing` SET `label` = CASE WHEN coalesce(length((coalesce(`name`, '') || '-' || coalesce(`code`, ''))) > 20, 0) THEN NULL ELSE (coalesce(`name`, '') || '-' || coalesce(`code`, '')) END WHERE _rowid_ = NEW._rowid_; END",
      ],
      postgres: [
        `CREATE OR REPLACE FUNCTION "_authoring_sync_1"() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN IF TG_OP = ''INSERT'' AND NEW."label" IS NOT NULL THEN RETURN NEW; END IF; IF TG_OP = ''UPDATE'' AND (NEW."name" IS NOT DISTINCT FROM OLD."name" AND NEW."code" IS NOT DISTINCT FROM OLD."code" OR NEW."label" IS DISTINCT FROM OLD."label") THEN RETURN NEW; END IF; NEW."label" := CASE WHEN length((coalesce(NEW."name", '''') || ''-'' || coalesce(NEW."code", ''''))) > 20 THEN ((coalesce(NEW."name", '''') || ''-'' || coalesce(NEW."code", ''''))) || ''.'' ELSE (coalesce(NEW."name", '''') || ''-'' || coalesce(NEW."code", '''')) END; RETURN NEW; EXCEPTION WHEN data_exception THEN NEW."label" := NULL; RETURN NEW; END'`,
        'CREATE TRIGGER "_authoring_sync_1" BEFORE INSERT OR UPDATE OF "name", "code" ON "thing" FOR EACH ROW EXECUTE FUNCTION "_authoring_sync_1"()',
      ],
      mysql: [
        "CREATE TRIGGER `_authoring_sync_1_i` BEFORE INSERT ON `thing` FOR EACH ROW BEGIN IF NOT (NEW.`label` IS NOT NULL) THEN SET NEW.`label` = CASE WHEN coalesce(char_length(concat(coalesce(NEW.`name`, ''), '-', coalesce(NEW.`code`, ''))) > 20, 0) THEN NULL ELSE concat(coalesce(NEW.`name`, ''), '-', coalesce(NEW.`code`, '')) END; END IF; END",
        "CREATE TRIGGER `_authoring_sync_1_u` BEFORE UPDATE ON `thing` FOR EACH ROW BEGIN IF NOT (CAST(NEW.`name` AS BINARY) <=> CAST(OLD.`name` AS BINARY) AND CAST(NEW.`code` AS BINARY) <=> CAST(OLD.`code` AS BINARY)) AND CAST(NEW.`label` AS BINARY) <=> CAST(OLD.`label` AS BINARY) THEN SET NEW.`label` = CASE WHEN coalesce(char_length(concat(coalesce(NEW.`name`, ''), '-', coalesce(NEW.`code`, ''))) > 20, 0) THEN NULL ELSE concat(coalesce(NEW.`name`, ''), '-', coalesce(NEW.`code`, '')) END; END IF; END",
      ],
    },
  },
  {
    name: 'reserved words',
    before: [table('case', [column('order', float), column('select', float)])],
    steps: [{ ...step('follow_column', 'case'), column: column('select', float), value: same, sync: '_authoring_sync_2' }],
    sql: {
      sqlite: [
        'CREATE TRIGGER `_authoring_sync_2_i` AFTER INSERT ON `case` FOR EACH ROW WHEN NOT (NEW.`select` IS NOT NULL) BEGIN UPDATE `case` SET `select` = `order` WHERE _rowid_ = NEW._rowid_; END',
        'CREATE TRIGGER `_authoring_sync_2_u` AFTER UPDATE OF `order` ON `case` FOR EACH ROW WHEN NEW.`order` IS NOT OLD.`order` AND NEW.`select` IS OLD.`select` BEGIN UPDATE `case` SET `select` = `order` WHERE _rowid_ = NEW._rowid_; END',
      ],
      postgres: [
        `CREATE OR REPLACE FUNCTION "_authoring_sync_2"() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN IF TG_OP = ''INSERT'' AND NEW."select" IS NOT NULL THEN RETURN NEW; END IF; IF TG_OP = ''UPDATE'' AND (NEW."order" IS NOT DISTINCT FROM OLD."order" OR NEW."select" IS DISTINCT FROM OLD."select") THEN RETURN NEW; END IF; NEW."select" := NEW."order"; RETURN NEW; EXCEPTION WHEN data_exception THEN NEW."select" := NULL; RETURN NEW; END'`,
        'CREATE TRIGGER "_authoring_sync_2" BEFORE INSERT OR UPDATE OF "order" ON "case" FOR EACH ROW EXECUTE FUNCTION "_authoring_sync_2"()',
      ],
      mysql: [
        'CREATE TRIGGER `_authoring_sync_2_i` BEFORE INSERT ON `case` FOR EACH ROW BEGIN IF NOT (NEW.`select` IS NOT NULL) THEN SET NEW.`select` = NEW.`order`; END IF; END',
        'CREATE TRIGGER `_authoring_sync_2_u` BEFORE UPDATE ON `case` FOR EACH ROW BEGIN IF NOT (NEW.`order` <=> OLD.`order`) AND NEW.`select` <=> OLD.`select` THEN SET NEW.`select` = NEW.`order`; END IF; END',
      ],
    },
  },
  {
    name: 'a column with a default, which nobody gave',
    before: [table('thing', [column('size', float), column('count', float, { default: literal(5) })])],
    steps: [{ ...step('follow_column', 'thing'), column: column('count', float, { default: literal(5) }), value: { op: 'column', name: 'size' }, sync: '_authoring_sync_3' }],
    sql: {
      sqlite: [
        "CREATE TRIGGER `_authoring_sync_3_i` AFTER INSERT ON `thing` FOR EACH ROW WHEN NOT (NEW.`count` IS NOT NULL AND (NEW.`count` IS NOT CAST('5' AS REAL) OR (NEW.`size` IS NULL))) BEGIN UPDATE `thing` SET `count` = `size` WHERE _rowid_ = NEW._rowid_; END",
        'CREATE TRIGGER `_authoring_sync_3_u` AFTER UPDATE OF `size` ON `thing` FOR EACH ROW WHEN NEW.`size` IS NOT OLD.`size` AND NEW.`count` IS OLD.`count` BEGIN UPDATE `thing` SET `count` = `size` WHERE _rowid_ = NEW._rowid_; END',
      ],
      postgres: [
        `CREATE OR REPLACE FUNCTION "_authoring_sync_3"() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN IF TG_OP = ''INSERT'' AND NEW."count" IS NOT NULL AND (NEW."count" IS DISTINCT FROM ''5'' OR (NEW."size" IS NULL)) THEN RETURN NEW; END IF; IF TG_OP = ''UPDATE'' AND (NEW."size" IS NOT DISTINCT FROM OLD."size" OR NEW."count" IS DISTINCT FROM OLD."count") THEN RETURN NEW; END IF; NEW."count" := NEW."size"; RETURN NEW; EXCEPTION WHEN data_exception THEN NEW."count" := NULL; RETURN NEW; END'`,
        'CREATE TRIGGER "_authoring_sync_3" BEFORE INSERT OR UPDATE OF "size" ON "thing" FOR EACH ROW EXECUTE FUNCTION "_authoring_sync_3"()',
      ],
      mysql: [
        "CREATE TRIGGER `_authoring_sync_3_i` BEFORE INSERT ON `thing` FOR EACH ROW BEGIN IF NOT (NEW.`count` IS NOT NULL AND (NOT (NEW.`count` <=> '5.00') OR (NEW.`size` IS NULL))) THEN SET NEW.`count` = NEW.`size`; END IF; END",
        'CREATE TRIGGER `_authoring_sync_3_u` BEFORE UPDATE ON `thing` FOR EACH ROW BEGIN IF NOT (NEW.`size` <=> OLD.`size`) AND NEW.`count` <=> OLD.`count` THEN SET NEW.`count` = NEW.`size`; END IF; END',
      ],
    },
  },
  {
    name: 'a column with a default of now',
    before: [table('thing', [column('text', text), column('at', datetime, { default: { kind: 'now' } })])],
    steps: [{ ...step('follow_column', 'thing'), column: column('at', datetime, { default: { kind: 'now' } }), value: { op: 'cast', value: { op: 'column', name: 'text' }, from: text, to: datetime }, sync: '_authoring_sync_4' }],
    sql: {
      sqlite: [
        "CREATE TRIGGER `_authoring_sync_4_i` AFTER INSERT ON `thing` FOR EACH ROW WHEN NOT (NEW.`at` IS NOT NULL AND (NEW.`at` IS NOT strftime('%Y-%m-%dT%H:%M:%fZ', 'now') OR (NEW.`text` IS NULL))) BEGIN UPDATE `thing` SET `at` = CASE WHEN (`text` IS NOT NULL AND NOT coalesce(`text` GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]*' AND date(substr(`text`, 1, 10)) = substr(`text`, 1, 10) AND datetime(`text`) IS NOT NULL, 0)) THEN NULL ELSE strftime('%Y-%m-%dT%H:%M:%fZ', `text`) END WHERE _rowid_ = NEW._rowid_; END",
        "CREATE TRIGGER `_authoring_sync_4_u` AFTER UPDATE OF `text` ON `thing` FOR EACH ROW WHEN NEW.`text` IS NOT OLD.`text` AND NEW.`at` IS OLD.`at` BEGIN UPDATE `thing` SET `at` = CASE WHEN (`text` IS NOT NULL AND NOT coalesce(`text` GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]*' AND date(substr(`text`, 1, 10)) = substr(`text`, 1, 10) AND datetime(`text`) IS NOT NULL, 0)) THEN NULL ELSE strftime('%Y-%m-%dT%H:%M:%fZ', `text`) END WHERE _rowid_ = NEW._rowid_; END",
      ],
      postgres: [
        `CREATE OR REPLACE FUNCTION "_authoring_sync_4"() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN IF TG_OP = ''INSERT'' AND NEW."at" IS NOT NULL AND (NEW."at" IS DISTINCT FROM CURRENT_TIMESTAMP OR (NEW."text" IS NULL)) THEN RETURN NEW; END IF; IF TG_OP = ''UPDATE'' AND (NEW."text" IS NOT DISTINCT FROM OLD."text" OR NEW."at" IS DISTINCT FROM OLD."at") THEN RETURN NEW; END IF; NEW."at" := (NEW."text")::timestamptz; RETURN NEW; EXCEPTION WHEN data_exception THEN NEW."at" := NULL; RETURN NEW; END'`,
        'CREATE TRIGGER "_authoring_sync_4" BEFORE INSERT OR UPDATE OF "text" ON "thing" FOR EACH ROW EXECUTE FUNCTION "_authoring_sync_4"()',
      ],
      mysql: [
        "CREATE TRIGGER `_authoring_sync_4_i` BEFORE INSERT ON `thing` FOR EACH ROW BEGIN DECLARE CONTINUE HANDLER FOR SQLEXCEPTION SET NEW.`at` = NULL; IF NOT (NEW.`at` IS NOT NULL AND (NOT (NEW.`at` <=> CURRENT_TIMESTAMP(3)) OR (NEW.`text` IS NULL))) THEN SET NEW.`at` = CASE WHEN (NEW.`text` IS NOT NULL AND NOT coalesce(trim(NEW.`text`) REGEXP '^(?!0000)[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])([T ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]+)?)?(Z|[+-][0-9]{2}:?[0-9]{2})?)?$' AND substring(trim(NEW.`text`), 9, 2) <= day(last_day(concat(left(trim(NEW.`text`), 7), '-01'))), 0)) THEN NULL ELSE timestampadd(MINUTE, CASE WHEN trim(NEW.`text`) REGEXP '[+][0-9]{2}:?[0-9]{2}$' THEN -(substring(replace(right(trim(NEW.`text`), 6), ':', ''), -4, 2) * 60 + substring(replace(right(trim(NEW.`text`), 6), ':', ''), -2)) WHEN trim(NEW.`text`) REGEXP 'T.*-[0-9]{2}:?[0-9]{2}$' THEN (substring(replace(right(trim(NEW.`text`), 6), ':', ''), -4, 2) * 60 + substring(replace(right(trim(NEW.`text`), 6), ':', ''), -2)) ELSE 0 END, cast(regexp_replace(replace(trim(NEW.`text`), 'T', ' '), '(Z|[+-][0-9]{2}:?[0-9]{2})$', '') AS datetime(3))) END; END IF; END",
        "CREATE TRIGGER `_authoring_sync_4_u` BEFORE UPDATE ON `thing` FOR EACH ROW BEGIN DECLARE CONTINUE HANDLER FOR SQLEXCEPTION SET NEW.`at` = NULL; IF NOT (CAST(NEW.`text` AS BINARY) <=> CAST(OLD.`text` AS BINARY)) AND NEW.`at` <=> OLD.`at` THEN SET NEW.`at` = CASE WHEN (NEW.`text` IS NOT NULL AND NOT coalesce(trim(NEW.`text`) REGEXP '^(?!0000)[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])([T ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]+)?)?(Z|[+-][0-9]{2}:?[0-9]{2})?)?$' AND substring(trim(NEW.`text`), 9, 2) <= day(last_day(concat(left(trim(NEW.`text`), 7), '-01'))), 0)) THEN NULL ELSE timestampadd(MINUTE, CASE WHEN trim(NEW.`text`) REGEXP '[+][0-9]{2}:?[0-9]{2}$' THEN -(substring(replace(right(trim(NEW.`text`), 6), ':', ''), -4, 2) * 60 + substring(replace(right(trim(NEW.`text`), 6), ':', ''), -2)) WHEN trim(NEW.`text`) REGEXP 'T.*-[0-9]{2}:?[0-9]{2}$' THEN (substring(replace(right(trim(NEW.`text`), 6), ':', ''), -4, 2) * 60 + substring(replace(right(trim(NEW.`text`), 6), ':', ''), -2)) ELSE 0 END, cast(regexp_replace(replace(trim(NEW.`text`), 'T', ' '), '(Z|[+-][0-9]{2}:?[0-9]{2})$', '') AS datetime(3))) END; END IF; END",
      ],
    },
  },
  {
    name: 'a column that may not be empty, once others may give it values',
    before: [table('thing', [column('code', text), column('size', float)])],
    steps: [{ ...step('follow_column', 'thing'), phase: 'switch', column: column('size', float, { notNull: true }), value: { op: 'cast', value: { op: 'column', name: 'code' }, from: text, to: float }, sync: '_authoring_sync_5' }],
    sql: {
      sqlite: [
        "CREATE TRIGGER `_authoring_sync_5_i` AFTER INSERT ON `thing` FOR EACH ROW WHEN NOT (NEW.`size` IS NOT NULL) BEGIN SELECT RAISE(ABORT, 'the value does not convert') FROM `thing` WHERE _rowid_ = NEW._rowid_ AND (`code` IS NOT NULL AND NOT coalesce(CAST(`code` AS REAL) = trim(`code`), 0)); UPDATE `thing` SET `size` = CASE WHEN (`code` IS NOT NULL AND NOT coalesce(CAST(`code` AS REAL) = trim(`code`), 0)) THEN NULL ELSE CAST(`code` AS REAL) END WHERE _rowid_ = NEW._rowid_; END",
        "CREATE TRIGGER `_authoring_sync_5_u` AFTER UPDATE OF `code` ON `thing` FOR EACH ROW WHEN NEW.`code` IS NOT OLD.`code` AND NEW.`size` IS OLD.`size` BEGIN SELECT RAISE(ABORT, 'the value does not convert') FROM `thing` WHERE _rowid_ = NEW._rowid_ AND (`code` IS NOT NULL AND NOT coalesce(CAST(`code` AS REAL) = trim(`code`), 0)); UPDATE `thing` SET `size` = CASE WHEN (`code` IS NOT NULL AND NOT coalesce(CAST(`code` AS REAL) = trim(`code`), 0)) THEN NULL ELSE CAST(`code` AS REAL) END WHERE _rowid_ = NEW._rowid_; END",
        "CREATE TRIGGER `_authoring_sync_5_n` AFTER UPDATE OF `size` ON `thing` FOR EACH ROW WHEN NEW.`size` IS NULL BEGIN SELECT RAISE(ABORT, 'NOT NULL constraint failed: thing.size'); END",
      ],
      postgres: [
        `CREATE OR REPLACE FUNCTION "_authoring_sync_5"() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN IF TG_OP = ''INSERT'' AND NEW."size" IS NOT NULL THEN RETURN NEW; END IF; IF TG_OP = ''UPDATE'' AND (NEW."code" IS NOT DISTINCT FROM OLD."code" OR NEW."size" IS DISTINCT FROM OLD."size") THEN RETURN NEW; END IF; NEW."size" := (NEW."code")::real; RETURN NEW; END'`,
        'CREATE TRIGGER "_authoring_sync_5" BEFORE INSERT OR UPDATE OF "code" ON "thing" FOR EACH ROW EXECUTE FUNCTION "_authoring_sync_5"()',
      ],
      mysql: [
        "CREATE TRIGGER `_authoring_sync_5_s_i` BEFORE INSERT ON `thing` FOR EACH ROW BEGIN IF NOT (NEW.`size` IS NOT NULL) THEN IF (NEW.`code` IS NOT NULL AND NOT coalesce(NEW.`code` REGEXP '^[[:space:]]*[-+]?([0-9]+([.][0-9]*)?|[.][0-9]+)([eE][-+]?[0-9]+)?[[:space:]]*$' AND abs(NEW.`code` + 0e0) < 999999.995, 0)) THEN SIGNAL SQLSTATE '22018' SET MESSAGE_TEXT = 'the value does not convert'; END IF; SET NEW.`size` = round(NEW.`code` + 0e0, 2); END IF; END",
        "CREATE TRIGGER `_authoring_sync_5_s_u` BEFORE UPDATE ON `thing` FOR EACH ROW BEGIN IF NOT (CAST(NEW.`code` AS BINARY) <=> CAST(OLD.`code` AS BINARY)) AND NEW.`size` <=> OLD.`size` THEN IF (NEW.`code` IS NOT NULL AND NOT coalesce(NEW.`code` REGEXP '^[[:space:]]*[-+]?([0-9]+([.][0-9]*)?|[.][0-9]+)([eE][-+]?[0-9]+)?[[:space:]]*$' AND abs(NEW.`code` + 0e0) < 999999.995, 0)) THEN SIGNAL SQLSTATE '22018' SET MESSAGE_TEXT = 'the value does not convert'; END IF; SET NEW.`size` = round(NEW.`code` + 0e0, 2); END IF; END",
      ],
    },
  },
  {
    name: 'a column with a default that is made of one which is made of it',
    before: [table('thing', [column('cents', float), column('price', float, { default: literal(5) })])],
    steps: [{ ...step('follow_column', 'thing'), column: column('price', float, { default: literal(5) }), value: euros, sync: '_authoring_sync_6', goes: true, made: [{ column: column('cents', float, { default: literal(7) }), value: cents }] }],
    sql: {
      sqlite: [
        "CREATE TRIGGER `_authoring_sync_6_i` AFTER INSERT ON `thing` FOR EACH ROW WHEN NOT (NEW.`price` IS NOT NULL AND (NEW.`price` IS NOT CAST('5' AS REAL) OR ((NEW.`cents` IS NULL OR NOT (NEW.`cents` IS NOT CAST('7' AS REAL)) OR NEW.`cents` IS (SELECT CASE WHEN (CAST(`price` AS REAL) IS NOT NULL AND CAST(100 AS REAL) IS NOT NULL AND NOT coalesce(abs((CAST(`price` AS REAL) * CAST(100 AS REAL))) <= 1.7976931348623157e308, 0)) THEN NULL ELSE CASE WHEN (CAST(`price` AS REAL) * CAST(100 AS REAL)) IS NOT NULL THEN CAST(printf('%.15g', (CAST(`price` AS REAL) * CAST(100 AS REAL))) AS REAL) END END FROM (SELECT NEW.`price` AS `price`)))))) BEGIN UPDATE `thing` SET `price` = CASE WHEN (CAST(`cents` AS REAL) IS NOT NULL AND CAST(100 AS REAL) IS NOT NULL AND NOT coalesce(abs((CAST(`cents` AS REAL) / CAST(100 AS REAL))) <= 1.7976931348623157e308, 0)) THEN NULL ELSE CASE WHEN (CAST(`cents` AS REAL) / CAST(100 AS REAL)) IS NOT NULL THEN CAST(printf('%.15g', (CAST(`cents` AS REAL) / CAST(100 AS REAL))) AS REAL) END END WHERE _rowid_ = NEW._rowid_; END",
        "CREATE TRIGGER `_authoring_sync_6_u` AFTER UPDATE OF `cents` ON `thing` FOR EACH ROW WHEN (NEW.`cents` IS NOT OLD.`cents` AND NEW.`cents` IS NOT (SELECT CASE WHEN (CAST(`price` AS REAL) IS NOT NULL AND CAST(100 AS REAL) IS NOT NULL AND NOT coalesce(abs((CAST(`price` AS REAL) * CAST(100 AS REAL))) <= 1.7976931348623157e308, 0)) THEN NULL ELSE CASE WHEN (CAST(`price` AS REAL) * CAST(100 AS REAL)) IS NOT NULL THEN CAST(printf('%.15g', (CAST(`price` AS REAL) * CAST(100 AS REAL))) AS REAL) END END FROM (SELECT NEW.`price` AS `price`))) AND NEW.`price` IS OLD.`price` BEGIN UPDATE `thing` SET `price` = CASE WHEN (CAST(`cents` AS REAL) IS NOT NULL AND CAST(100 AS REAL) IS NOT NULL AND NOT coalesce(abs((CAST(`cents` AS REAL) / CAST(100 AS REAL))) <= 1.7976931348623157e308, 0)) THEN NULL ELSE CASE WHEN (CAST(`cents` AS REAL) / CAST(100 AS REAL)) IS NOT NULL THEN CAST(printf('%.15g', (CAST(`cents` AS REAL) / CAST(100 AS REAL))) AS REAL) END END WHERE _rowid_ = NEW._rowid_; END",
      ],
      postgres: [
        `CREATE OR REPLACE FUNCTION "_authoring_sync_6"() RETURNS trigger LANGUAGE plpgsql AS 'DECLARE given boolean := false; BEGIN IF TG_OP = ''INSERT'' THEN BEGIN given := NEW."price" IS NOT NULL AND (NEW."price" IS DISTINCT FROM ''5'' OR ((NEW."cents" IS NULL OR NOT (NEW."cents" IS DISTINCT FROM ''7'') OR NEW."cents" IS NOT DISTINCT FROM (((NEW."price")::text::float8 * ''100''::float8)::real)))); EXCEPTION WHEN data_exception THEN given := false; END; END IF; IF TG_OP = ''INSERT'' AND given THEN RETURN NEW; END IF; IF TG_OP = ''UPDATE'' AND (NEW."cents" IS NOT DISTINCT FROM OLD."cents" OR NEW."price" IS DISTINCT FROM OLD."price") THEN RETURN NEW; END IF; NEW."price" := ((NEW."cents")::text::float8 / ''100''::float8)::real; RETURN NEW; EXCEPTION WHEN data_exception THEN NEW."price" := NULL; RETURN NEW; END'`,
        'CREATE TRIGGER "_authoring_sync_6" BEFORE INSERT OR UPDATE OF "cents" ON "thing" FOR EACH ROW EXECUTE FUNCTION "_authoring_sync_6"()',
      ],
      mysql: [
        "CREATE TRIGGER `_authoring_sync_6_i` BEFORE INSERT ON `thing` FOR EACH ROW BEGIN DECLARE given BOOLEAN DEFAULT FALSE; DECLARE CONTINUE HANDLER FOR SQLEXCEPTION SET NEW.`price` = NULL; BEGIN DECLARE CONTINUE HANDLER FOR SQLEXCEPTION SET given = FALSE; SET given = NEW.`price` IS NOT NULL AND (NOT (NEW.`price` <=> '5.00') OR ((NEW.`cents` IS NULL OR NOT (NOT (NEW.`cents` <=> '7.00')) OR NEW.`cents` <=> round((round(NEW.`price`, 2) * 100e0), 2)))); END; IF NOT given THEN SET NEW.`price` = CASE WHEN CASE WHEN abs(100e0) < 1e-150 THEN round(NEW.`cents`, 2) IS NOT NULL ELSE coalesce(abs((round(NEW.`cents`, 2) / 100e0)) >= 999999.995, 0) END THEN NULL ELSE round((round(NEW.`cents`, 2) / 100e0), 2) END; END IF; END",
        'CREATE TRIGGER `_authoring_sync_6_u` BEFORE UPDATE ON `thing` FOR EACH ROW BEGIN DECLARE CONTINUE HANDLER FOR SQLEXCEPTION SET NEW.`price` = NULL; IF NOT (NEW.`cents` <=> OLD.`cents`) AND NEW.`price` <=> OLD.`price` THEN SET NEW.`price` = CASE WHEN CASE WHEN abs(100e0) < 1e-150 THEN round(NEW.`cents`, 2) IS NOT NULL ELSE coalesce(abs((round(NEW.`cents`, 2) / 100e0)) >= 999999.995, 0) END THEN NULL ELSE round((round(NEW.`cents`, 2) / 100e0), 2) END; END IF; END',
      ],
    },
  },
]);
