/** The SQL of `turn_sync` in every dialect: triggers that write both names, the other one leading, and the default that goes with it. */
import { column, float, literal, step, string, table, text } from '@objectstack/metadata-authoring-testkit';
import { goldens } from '../support/golden.ts';
import { turnOf } from '../support/shadow-steps.ts';

goldens([
  {
    name: "a name and nothing else",
    before: [table('order', [column('note', text), column('remark', text)])], steps: [{ ...step('turn_sync', 'order'), ...turnOf('order', column('note', text), column('remark', text)) }],
    sql: {
      sqlite: [
        'DROP TRIGGER IF EXISTS `_authoring_sync_63f24138573b2fc9cc83b223_i`',
        'DROP TRIGGER IF EXISTS `_authoring_sync_63f24138573b2fc9cc83b223_u`',
        'DROP TRIGGER IF EXISTS `_authoring_sync_63f24138573b2fc9cc83b223_j`',
        'DROP TRIGGER IF EXISTS `_authoring_sync_63f24138573b2fc9cc83b223_v`',
        'CREATE TRIGGER `_authoring_sync_63f24138573b2fc9cc83b223_i` AFTER INSERT ON `order` FOR EACH ROW WHEN NEW.`note` IS NULL BEGIN UPDATE `order` SET `note` = `remark` WHERE _rowid_ = NEW._rowid_ AND `note` IS NULL; END',
        'CREATE TRIGGER `_authoring_sync_63f24138573b2fc9cc83b223_u` AFTER UPDATE OF `remark` ON `order` FOR EACH ROW WHEN NEW.`remark` IS NOT OLD.`remark` BEGIN UPDATE `order` SET `note` = `remark` WHERE _rowid_ = NEW._rowid_ AND `remark` IS NOT `note`; END',
        'CREATE TRIGGER `_authoring_sync_63f24138573b2fc9cc83b223_j` AFTER INSERT ON `order` FOR EACH ROW WHEN NEW.`note` IS NOT NULL BEGIN UPDATE `order` SET `remark` = `note` WHERE _rowid_ = NEW._rowid_ AND `note` IS NOT `remark`; END',
        'CREATE TRIGGER `_authoring_sync_63f24138573b2fc9cc83b223_v` AFTER UPDATE OF `note` ON `order` FOR EACH ROW WHEN NEW.`note` IS NOT OLD.`note` AND NEW.`remark` IS OLD.`remark` BEGIN UPDATE `order` SET `remark` = `note` WHERE _rowid_ = NEW._rowid_ AND `note` IS NOT `remark`; END',
      ],
      postgres: [
        "CREATE OR REPLACE FUNCTION \"_authoring_sync_63f24138573b2fc9cc83b223\"() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN IF TG_OP = ''INSERT'' THEN IF NEW.\"note\" IS NULL THEN NEW.\"note\" := NEW.\"remark\"; ELSE IF NOT (NEW.\"note\" IS NOT DISTINCT FROM (NEW.\"remark\")) THEN NEW.\"remark\" := NEW.\"note\"; END IF; END IF; ELSIF NEW.\"remark\" IS DISTINCT FROM OLD.\"remark\" THEN NEW.\"note\" := NEW.\"remark\"; ELSIF NEW.\"note\" IS DISTINCT FROM OLD.\"note\" THEN IF NOT (NEW.\"note\" IS NOT DISTINCT FROM (NEW.\"remark\")) THEN NEW.\"remark\" := NEW.\"note\"; END IF; END IF; RETURN NEW; END'",
      ],
      mysql: [
        'LOCK TABLES `order` WRITE',
        'CREATE TRIGGER `_authoring_sync_63f24138573b2fc9cc83b223_r_s_i` BEFORE INSERT ON `order` FOR EACH ROW BEGIN IF NEW.`note` IS NULL THEN SET NEW.`note` = NEW.`remark`; ELSE IF NOT (CAST(NEW.`note` AS BINARY) <=> CAST(NEW.`remark` AS BINARY)) THEN SET NEW.`remark` = NEW.`note`; END IF; END IF; END',
        'CREATE TRIGGER `_authoring_sync_63f24138573b2fc9cc83b223_r_s_u` BEFORE UPDATE ON `order` FOR EACH ROW BEGIN IF NOT (CAST(NEW.`remark` AS BINARY) <=> CAST(OLD.`remark` AS BINARY)) AND NOT (NOT (CAST(NEW.`note` AS BINARY) <=> CAST(OLD.`note` AS BINARY)) AND CAST(NEW.`remark` AS BINARY) <=> CAST(NEW.`note` AS BINARY)) THEN SET NEW.`note` = NEW.`remark`; ELSEIF NOT (CAST(NEW.`note` AS BINARY) <=> CAST(OLD.`note` AS BINARY)) THEN IF NOT (CAST(NEW.`note` AS BINARY) <=> CAST(NEW.`remark` AS BINARY)) THEN SET NEW.`remark` = NEW.`note`; END IF; END IF; END',
        'DROP TRIGGER IF EXISTS `_authoring_sync_63f24138573b2fc9cc83b223_i`',
        'DROP TRIGGER IF EXISTS `_authoring_sync_63f24138573b2fc9cc83b223_u`',
        'UNLOCK TABLES',
      ],
    },
  },
  {
    name: "required, and the default goes from one name to the other",
    before: [table('order', [column('state', string(40), { default: literal('open') }), column('stage', string(40))])], steps: [{ ...step('turn_sync', 'order'), ...turnOf('order', column('state', string(40), { notNull: true, default: literal('open') }), column('stage', string(40), { notNull: true, default: literal('open') })) }],
    sql: {
      sqlite: [
        'DROP TRIGGER IF EXISTS `_authoring_sync_63f24138573b2fc9cc83b223_i`',
        'DROP TRIGGER IF EXISTS `_authoring_sync_63f24138573b2fc9cc83b223_u`',
        'DROP TRIGGER IF EXISTS `_authoring_sync_63f24138573b2fc9cc83b223_j`',
        'DROP TRIGGER IF EXISTS `_authoring_sync_63f24138573b2fc9cc83b223_v`',
        `CREATE TRIGGER \`_authoring_sync_63f24138573b2fc9cc83b223_i\` AFTER INSERT ON \`order\` FOR EACH ROW WHEN NEW.\`state\` IS NULL BEGIN UPDATE \`order\` SET \`state\` = \`stage\` WHERE _rowid_ = NEW._rowid_ AND \`state\` IS NULL; SELECT RAISE(ABORT, 'NOT NULL constraint failed: order.stage') FROM \`order\` WHERE _rowid_ = NEW._rowid_ AND \`stage\` IS NULL; END`,
        `CREATE TRIGGER \`_authoring_sync_63f24138573b2fc9cc83b223_u\` AFTER UPDATE OF \`stage\` ON \`order\` FOR EACH ROW WHEN NEW.\`stage\` IS NOT OLD.\`stage\` BEGIN UPDATE \`order\` SET \`state\` = \`stage\` WHERE _rowid_ = NEW._rowid_ AND \`stage\` IS NOT \`state\`; SELECT RAISE(ABORT, 'NOT NULL constraint failed: order.stage') FROM \`order\` WHERE _rowid_ = NEW._rowid_ AND \`stage\` IS NULL; END`,
        `CREATE TRIGGER \`_authoring_sync_63f24138573b2fc9cc83b223_j\` AFTER INSERT ON \`order\` FOR EACH ROW WHEN NEW.\`state\` IS NOT NULL BEGIN UPDATE \`order\` SET \`stage\` = \`state\` WHERE _rowid_ = NEW._rowid_ AND \`state\` IS NOT \`stage\`; SELECT RAISE(ABORT, 'NOT NULL constraint failed: order.stage') FROM \`order\` WHERE _rowid_ = NEW._rowid_ AND \`stage\` IS NULL; END`,
        `CREATE TRIGGER \`_authoring_sync_63f24138573b2fc9cc83b223_v\` AFTER UPDATE OF \`state\` ON \`order\` FOR EACH ROW WHEN NEW.\`state\` IS NOT OLD.\`state\` AND NEW.\`stage\` IS OLD.\`stage\` BEGIN UPDATE \`order\` SET \`stage\` = \`state\` WHERE _rowid_ = NEW._rowid_ AND \`state\` IS NOT \`stage\`; SELECT RAISE(ABORT, 'NOT NULL constraint failed: order.stage') FROM \`order\` WHERE _rowid_ = NEW._rowid_ AND \`stage\` IS NULL; END`,
        '-- copies the table instead when rows are older than `state`, `stage`',
        'PRAGMA writable_schema = ON',
        `UPDATE sqlite_schema SET sql = 'CREATE TABLE \`order\` (\`id\` varchar(255), \`created_at\` datetime default (strftime(''%Y-%m-%dT%H:%M:%fZ'', ''now'')), \`updated_at\` datetime default (strftime(''%Y-%m-%dT%H:%M:%fZ'', ''now'')), \`state\` varchar(40), \`stage\` varchar(40) default ''open'', primary key (\`id\`))' WHERE type = 'table' AND name = 'order'`,
        '-- PRAGMA schema_version is raised by one: every connection reads the schema again',
        'PRAGMA writable_schema = RESET',
      ],
      postgres: [
        "CREATE OR REPLACE FUNCTION \"_authoring_sync_63f24138573b2fc9cc83b223\"() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN IF TG_OP = ''INSERT'' THEN IF NEW.\"state\" IS NULL THEN NEW.\"state\" := NEW.\"stage\"; ELSE IF NOT (NEW.\"state\" IS NOT DISTINCT FROM (NEW.\"stage\")) THEN NEW.\"stage\" := NEW.\"state\"; END IF; END IF; ELSIF NEW.\"stage\" IS DISTINCT FROM OLD.\"stage\" THEN NEW.\"state\" := NEW.\"stage\"; ELSIF NEW.\"state\" IS DISTINCT FROM OLD.\"state\" THEN IF NOT (NEW.\"state\" IS NOT DISTINCT FROM (NEW.\"stage\")) THEN NEW.\"stage\" := NEW.\"state\"; END IF; END IF; RETURN NEW; END'",
        "ALTER TABLE \"order\" ALTER COLUMN \"state\" DROP DEFAULT, ALTER COLUMN \"stage\" SET DEFAULT 'open'",
      ],
      mysql: [
        'LOCK TABLES `order` WRITE',
        'CREATE TRIGGER `_authoring_sync_63f24138573b2fc9cc83b223_s_i` BEFORE INSERT ON `order` FOR EACH ROW BEGIN IF NEW.`state` IS NULL THEN SET NEW.`state` = NEW.`stage`; ELSE IF NOT (CAST(NEW.`state` AS BINARY) <=> CAST(NEW.`stage` AS BINARY)) THEN SET NEW.`stage` = NEW.`state`; END IF; END IF; END',
        'CREATE TRIGGER `_authoring_sync_63f24138573b2fc9cc83b223_s_u` BEFORE UPDATE ON `order` FOR EACH ROW BEGIN IF NOT (CAST(NEW.`stage` AS BINARY) <=> CAST(OLD.`stage` AS BINARY)) AND NOT (NOT (CAST(NEW.`state` AS BINARY) <=> CAST(OLD.`state` AS BINARY)) AND CAST(NEW.`stage` AS BINARY) <=> CAST(NEW.`state` AS BINARY)) THEN SET NEW.`state` = NEW.`stage`; ELSEIF NOT (CAST(NEW.`state` AS BINARY) <=> CAST(OLD.`state` AS BINARY)) THEN IF NOT (CAST(NEW.`state` AS BINARY) <=> CAST(NEW.`stage` AS BINARY)) THEN SET NEW.`stage` = NEW.`state`; END IF; END IF; END',
        'DROP TRIGGER IF EXISTS `_authoring_sync_63f24138573b2fc9cc83b223_r_i`',
        'DROP TRIGGER IF EXISTS `_authoring_sync_63f24138573b2fc9cc83b223_r_u`',
        `ALTER TABLE \`order\` MODIFY COLUMN \`state\` varchar(40) NULL, MODIFY COLUMN \`stage\` varchar(40) NULL DEFAULT 'open', ALGORITHM=INSTANT -- else ALGORITHM=INPLACE, LOCK=NONE`,
        'UNLOCK TABLES',
      ],
    },
  },
  {
    name: "reserved words, and text becomes a number",
    before: [table('case', [column('order', text), column('group', float)])], steps: [{ ...step('turn_sync', 'case'), ...turnOf('case', column('order', text), column('group', float)) }],
    sql: {
      sqlite: [
        'DROP TRIGGER IF EXISTS `_authoring_sync_d21e4a48e871ce2f21695fa6_i`',
        'DROP TRIGGER IF EXISTS `_authoring_sync_d21e4a48e871ce2f21695fa6_u`',
        'DROP TRIGGER IF EXISTS `_authoring_sync_d21e4a48e871ce2f21695fa6_j`',
        'DROP TRIGGER IF EXISTS `_authoring_sync_d21e4a48e871ce2f21695fa6_v`',
        'CREATE TRIGGER `_authoring_sync_d21e4a48e871ce2f21695fa6_i` AFTER INSERT ON `case` FOR EACH ROW WHEN NEW.`order` IS NULL BEGIN UPDATE `case` SET `order` = CASE WHEN `group` = CAST(`group` AS INTEGER) THEN CAST(CAST(`group` AS INTEGER) AS TEXT) ELSE CAST(`group` AS TEXT) END WHERE _rowid_ = NEW._rowid_ AND `order` IS NULL; END',
        'CREATE TRIGGER `_authoring_sync_d21e4a48e871ce2f21695fa6_u` AFTER UPDATE OF `group` ON `case` FOR EACH ROW WHEN NEW.`group` IS NOT OLD.`group` BEGIN UPDATE `case` SET `order` = CASE WHEN `group` = CAST(`group` AS INTEGER) THEN CAST(CAST(`group` AS INTEGER) AS TEXT) ELSE CAST(`group` AS TEXT) END WHERE _rowid_ = NEW._rowid_ AND `group` IS NOT CASE WHEN (`order` IS NOT NULL AND NOT coalesce(CAST(`order` AS REAL) = trim(`order`), 0)) THEN NULL ELSE CAST(`order` AS REAL) END; END',
        `CREATE TRIGGER \`_authoring_sync_d21e4a48e871ce2f21695fa6_j\` AFTER INSERT ON \`case\` FOR EACH ROW WHEN NEW.\`order\` IS NOT NULL BEGIN SELECT RAISE(ABORT, 'the value does not convert') FROM \`case\` WHERE _rowid_ = NEW._rowid_ AND \`order\` IS NOT CASE WHEN \`group\` = CAST(\`group\` AS INTEGER) THEN CAST(CAST(\`group\` AS INTEGER) AS TEXT) ELSE CAST(\`group\` AS TEXT) END AND (\`order\` IS NOT NULL AND NOT coalesce(CAST(\`order\` AS REAL) = trim(\`order\`), 0)); UPDATE \`case\` SET \`group\` = CASE WHEN (\`order\` IS NOT NULL AND NOT coalesce(CAST(\`order\` AS REAL) = trim(\`order\`), 0)) THEN NULL ELSE CAST(\`order\` AS REAL) END WHERE _rowid_ = NEW._rowid_ AND \`order\` IS NOT CASE WHEN \`group\` = CAST(\`group\` AS INTEGER) THEN CAST(CAST(\`group\` AS INTEGER) AS TEXT) ELSE CAST(\`group\` AS TEXT) END; END`,
        `CREATE TRIGGER \`_authoring_sync_d21e4a48e871ce2f21695fa6_v\` AFTER UPDATE OF \`order\` ON \`case\` FOR EACH ROW WHEN NEW.\`order\` IS NOT OLD.\`order\` AND NEW.\`group\` IS OLD.\`group\` BEGIN SELECT RAISE(ABORT, 'the value does not convert') FROM \`case\` WHERE _rowid_ = NEW._rowid_ AND \`order\` IS NOT CASE WHEN \`group\` = CAST(\`group\` AS INTEGER) THEN CAST(CAST(\`group\` AS INTEGER) AS TEXT) ELSE CAST(\`group\` AS TEXT) END AND (\`order\` IS NOT NULL AND NOT coalesce(CAST(\`order\` AS REAL) = trim(\`order\`), 0)); UPDATE \`case\` SET \`group\` = CASE WHEN (\`order\` IS NOT NULL AND NOT coalesce(CAST(\`order\` AS REAL) = trim(\`order\`), 0)) THEN NULL ELSE CAST(\`order\` AS REAL) END WHERE _rowid_ = NEW._rowid_ AND \`order\` IS NOT CASE WHEN \`group\` = CAST(\`group\` AS INTEGER) THEN CAST(CAST(\`group\` AS INTEGER) AS TEXT) ELSE CAST(\`group\` AS TEXT) END; END`,
      ],
      postgres: [
        "CREATE OR REPLACE FUNCTION \"_authoring_sync_d21e4a48e871ce2f21695fa6\"() RETURNS trigger LANGUAGE plpgsql AS 'DECLARE said boolean; BEGIN IF TG_OP = ''INSERT'' THEN IF NEW.\"order\" IS NULL THEN BEGIN NEW.\"order\" := trim_scale(NEW.\"group\"::text::numeric)::text; EXCEPTION WHEN data_exception THEN NEW.\"order\" := NULL; END; ELSE BEGIN said := NEW.\"order\" IS NOT DISTINCT FROM (trim_scale(NEW.\"group\"::text::numeric)::text); EXCEPTION WHEN data_exception THEN said := false; END; IF NOT said THEN NEW.\"group\" := (NEW.\"order\")::real; END IF; END IF; ELSIF NEW.\"group\" IS DISTINCT FROM OLD.\"group\" THEN BEGIN NEW.\"order\" := trim_scale(NEW.\"group\"::text::numeric)::text; EXCEPTION WHEN data_exception THEN NEW.\"order\" := NULL; END; ELSIF NEW.\"order\" IS DISTINCT FROM OLD.\"order\" THEN BEGIN said := NEW.\"order\" IS NOT DISTINCT FROM (trim_scale(NEW.\"group\"::text::numeric)::text); EXCEPTION WHEN data_exception THEN said := false; END; IF NOT said THEN NEW.\"group\" := (NEW.\"order\")::real; END IF; END IF; RETURN NEW; END'",
      ],
      mysql: [
        'LOCK TABLES `case` WRITE',
        `CREATE TRIGGER \`_authoring_sync_d21e4a48e871ce2f21695fa6_s_i\` BEFORE INSERT ON \`case\` FOR EACH ROW BEGIN IF NEW.\`order\` IS NULL THEN SET NEW.\`order\` = trim(TRAILING '.' FROM trim(TRAILING '0' FROM cast(NEW.\`group\` AS decimal(20, 2)))); ELSE BEGIN DECLARE said BOOLEAN DEFAULT FALSE; BEGIN DECLARE CONTINUE HANDLER FOR SQLEXCEPTION SET said = FALSE; SET said = CAST(NEW.\`order\` AS BINARY) <=> CAST(trim(TRAILING '.' FROM trim(TRAILING '0' FROM cast(NEW.\`group\` AS decimal(20, 2)))) AS BINARY); END; IF NOT said THEN IF (NEW.\`order\` IS NOT NULL AND NOT coalesce(NEW.\`order\` REGEXP '^[[:space:]]*[-+]?([0-9]+([.][0-9]*)?|[.][0-9]+)([eE][-+]?[0-9]+)?[[:space:]]*$' AND abs(NEW.\`order\` + 0e0) < 999999.995, 0)) THEN SIGNAL SQLSTATE '22018' SET MESSAGE_TEXT = 'the value does not convert'; END IF; SET NEW.\`group\` = round(NEW.\`order\` + 0e0, 2); END IF; END; END IF; END`,
        `CREATE TRIGGER \`_authoring_sync_d21e4a48e871ce2f21695fa6_s_u\` BEFORE UPDATE ON \`case\` FOR EACH ROW BEGIN DECLARE led BOOLEAN DEFAULT FALSE; IF NOT (NEW.\`group\` <=> OLD.\`group\`) AND NOT (CAST(NEW.\`order\` AS BINARY) <=> CAST(OLD.\`order\` AS BINARY)) THEN BEGIN DECLARE CONTINUE HANDLER FOR SQLEXCEPTION SET led = FALSE; SET led = NEW.\`group\` <=> round(NEW.\`order\` + 0e0, 2); END; END IF; IF NOT (NEW.\`group\` <=> OLD.\`group\`) AND NOT led THEN SET NEW.\`order\` = trim(TRAILING '.' FROM trim(TRAILING '0' FROM cast(NEW.\`group\` AS decimal(20, 2)))); ELSEIF NOT (CAST(NEW.\`order\` AS BINARY) <=> CAST(OLD.\`order\` AS BINARY)) THEN BEGIN DECLARE said BOOLEAN DEFAULT FALSE; BEGIN DECLARE CONTINUE HANDLER FOR SQLEXCEPTION SET said = FALSE; SET said = CAST(NEW.\`order\` AS BINARY) <=> CAST(trim(TRAILING '.' FROM trim(TRAILING '0' FROM cast(NEW.\`group\` AS decimal(20, 2)))) AS BINARY); END; IF NOT said THEN IF (NEW.\`order\` IS NOT NULL AND NOT coalesce(NEW.\`order\` REGEXP '^[[:space:]]*[-+]?([0-9]+([.][0-9]*)?|[.][0-9]+)([eE][-+]?[0-9]+)?[[:space:]]*$' AND abs(NEW.\`order\` + 0e0) < 999999.995, 0)) THEN SIGNAL SQLSTATE '22018' SET MESSAGE_TEXT = 'the value does not convert'; END IF; SET NEW.\`group\` = round(NEW.\`order\` + 0e0, 2); END IF; END; END IF; END`,
        'DROP TRIGGER IF EXISTS `_authoring_sync_d21e4a48e871ce2f21695fa6_r_s_i`',
        'DROP TRIGGER IF EXISTS `_authoring_sync_d21e4a48e871ce2f21695fa6_r_s_u`',
        'UNLOCK TABLES',
      ],
    },
  },
  {
    name: "the way back: the first name leads again",
    before: [table('order', [column('remark', text), column('note', text)])], steps: [{ ...step('turn_sync', 'order'), ...turnOf('order', column('remark', text), column('note', text)), returns: true }],
    sql: {
      sqlite: [
        'DROP TRIGGER IF EXISTS `_authoring_sync_63f24138573b2fc9cc83b223_i`',
        'DROP TRIGGER IF EXISTS `_authoring_sync_63f24138573b2fc9cc83b223_u`',
        'DROP TRIGGER IF EXISTS `_authoring_sync_63f24138573b2fc9cc83b223_j`',
        'DROP TRIGGER IF EXISTS `_authoring_sync_63f24138573b2fc9cc83b223_v`',
        'CREATE TRIGGER `_authoring_sync_63f24138573b2fc9cc83b223_i` AFTER INSERT ON `order` FOR EACH ROW WHEN NEW.`remark` IS NULL BEGIN UPDATE `order` SET `remark` = `note` WHERE _rowid_ = NEW._rowid_ AND `remark` IS NULL; END',
        'CREATE TRIGGER `_authoring_sync_63f24138573b2fc9cc83b223_u` AFTER UPDATE OF `note` ON `order` FOR EACH ROW WHEN NEW.`note` IS NOT OLD.`note` BEGIN UPDATE `order` SET `remark` = `note` WHERE _rowid_ = NEW._rowid_ AND `note` IS NOT `remark`; END',
        'CREATE TRIGGER `_authoring_sync_63f24138573b2fc9cc83b223_j` AFTER INSERT ON `order` FOR EACH ROW WHEN NEW.`remark` IS NOT NULL BEGIN UPDATE `order` SET `note` = `remark` WHERE _rowid_ = NEW._rowid_ AND `remark` IS NOT `note`; END',
        'CREATE TRIGGER `_authoring_sync_63f24138573b2fc9cc83b223_v` AFTER UPDATE OF `remark` ON `order` FOR EACH ROW WHEN NEW.`remark` IS NOT OLD.`remark` AND NEW.`note` IS OLD.`note` BEGIN UPDATE `order` SET `note` = `remark` WHERE _rowid_ = NEW._rowid_ AND `remark` IS NOT `note`; END',
      ],
      postgres: [
        "CREATE OR REPLACE FUNCTION \"_authoring_sync_63f24138573b2fc9cc83b223\"() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN IF TG_OP = ''INSERT'' THEN IF NEW.\"remark\" IS NULL THEN NEW.\"remark\" := NEW.\"note\"; ELSE IF NOT (NEW.\"remark\" IS NOT DISTINCT FROM (NEW.\"note\")) THEN NEW.\"note\" := NEW.\"remark\"; END IF; END IF; ELSIF NEW.\"note\" IS DISTINCT FROM OLD.\"note\" THEN NEW.\"remark\" := NEW.\"note\"; ELSIF NEW.\"remark\" IS DISTINCT FROM OLD.\"remark\" THEN IF NOT (NEW.\"remark\" IS NOT DISTINCT FROM (NEW.\"note\")) THEN NEW.\"note\" := NEW.\"remark\"; END IF; END IF; RETURN NEW; END'",
      ],
      mysql: [
        'LOCK TABLES `order` WRITE',
        'CREATE TRIGGER `_authoring_sync_63f24138573b2fc9cc83b223_s_i` BEFORE INSERT ON `order` FOR EACH ROW BEGIN IF NEW.`remark` IS NULL THEN SET NEW.`remark` = NEW.`note`; ELSE IF NOT (CAST(NEW.`remark` AS BINARY) <=> CAST(NEW.`note` AS BINARY)) THEN SET NEW.`note` = NEW.`remark`; END IF; END IF; END',
        'CREATE TRIGGER `_authoring_sync_63f24138573b2fc9cc83b223_s_u` BEFORE UPDATE ON `order` FOR EACH ROW BEGIN IF NOT (CAST(NEW.`note` AS BINARY) <=> CAST(OLD.`note` AS BINARY)) AND NOT (NOT (CAST(NEW.`remark` AS BINARY) <=> CAST(OLD.`remark` AS BINARY)) AND CAST(NEW.`note` AS BINARY) <=> CAST(NEW.`remark` AS BINARY)) THEN SET NEW.`remark` = NEW.`note`; ELSEIF NOT (CAST(NEW.`remark` AS BINARY) <=> CAST(OLD.`remark` AS BINARY)) THEN IF NOT (CAST(NEW.`remark` AS BINARY) <=> CAST(NEW.`note` AS BINARY)) THEN SET NEW.`note` = NEW.`remark`; END IF; END IF; END',
        'DROP TRIGGER IF EXISTS `_authoring_sync_63f24138573b2fc9cc83b223_r_s_i`',
        'DROP TRIGGER IF EXISTS `_authoring_sync_63f24138573b2fc9cc83b223_r_s_u`',
        'UNLOCK TABLES',
      ],
    },
  },
]);
