/** The SQL of `check_shadow` in every dialect: from now on a writer is refused what does not convert, and no row is left out. */
import { type ColumnSpec, conversionBetween, syncName } from '@objectstack/metadata-authoring';
import { column, float, json, step, string, table, text } from '@objectstack/metadata-authoring-testkit';
import { goldens } from '../support/golden.ts';
import { shadowOf } from '../support/shadow-steps.ts';

const toNumber = shadowOf('order', 'note', text, float);
const toText = shadowOf('order', 'size', float, string(20));
const toJson = shadowOf('order', 'name', string(80), json);
const narrower = shadowOf('order', 'note', text, string(40));
const filled = shadowOf('order', 'note', text, string(40), { fill: { op: 'literal', value: `it's` } });
const reserved = shadowOf('case', 'order', string(20), float);

/** A new column that is made of the note. */
function followed(follower: ColumnSpec) {
  const up = conversionBetween('note', text, float);
  const sync = '_authoring_sync_number';
  return { column: 'note', from: text, shadow: follower, up, sync, follow: { column: follower, value: up, sync } };
}

goldens([
  {
    name: 'text to number',
    before: [table('order', [column('note', text), toNumber.shadow])],
    steps: [{ ...step('check_shadow', 'order'), ...toNumber }],
    sql: {
      sqlite: [
        'DROP TRIGGER IF EXISTS `_authoring_sync_aa50307fc8b091ab5d8ab429_i`',
        'DROP TRIGGER IF EXISTS `_authoring_sync_aa50307fc8b091ab5d8ab429_u`',
        `CREATE TRIGGER \`_authoring_sync_aa50307fc8b091ab5d8ab429_i\` AFTER INSERT ON \`order\` FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'the value does not convert') FROM \`order\` WHERE _rowid_ = NEW._rowid_ AND (\`note\` IS NOT NULL AND NOT coalesce(CAST(\`note\` AS REAL) = trim(\`note\`), 0)); UPDATE \`order\` SET \`_authoring_new_note\` = CASE WHEN (\`note\` IS NOT NULL AND NOT coalesce(CAST(\`note\` AS REAL) = trim(\`note\`), 0)) THEN NULL ELSE CAST(\`note\` AS REAL) END WHERE _rowid_ = NEW._rowid_; END`,
        `CREATE TRIGGER \`_authoring_sync_aa50307fc8b091ab5d8ab429_u\` AFTER UPDATE OF \`note\` ON \`order\` FOR EACH ROW WHEN NEW.\`note\` IS NOT OLD.\`note\` BEGIN SELECT RAISE(ABORT, 'the value does not convert') FROM \`order\` WHERE _rowid_ = NEW._rowid_ AND (\`note\` IS NOT NULL AND NOT coalesce(CAST(\`note\` AS REAL) = trim(\`note\`), 0)); UPDATE \`order\` SET \`_authoring_new_note\` = CASE WHEN (\`note\` IS NOT NULL AND NOT coalesce(CAST(\`note\` AS REAL) = trim(\`note\`), 0)) THEN NULL ELSE CAST(\`note\` AS REAL) END WHERE _rowid_ = NEW._rowid_; END`,
        '-- stops when this counts a row: SELECT count(*) FROM `order` WHERE `_authoring_new_note` IS NULL AND `note` IS NOT NULL AND (`note` IS NOT NULL AND NOT coalesce(CAST(`note` AS REAL) = trim(`note`), 0))',
        'UPDATE `order` SET `_authoring_new_note` = CASE WHEN (`note` IS NOT NULL AND NOT coalesce(CAST(`note` AS REAL) = trim(`note`), 0)) THEN NULL ELSE CAST(`note` AS REAL) END WHERE `_authoring_new_note` IS NULL AND `note` IS NOT NULL',
      ],
      postgres: [
        `CREATE OR REPLACE FUNCTION "_authoring_sync_aa50307fc8b091ab5d8ab429"() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN IF TG_OP = ''UPDATE'' AND NEW."note" IS NOT DISTINCT FROM OLD."note" THEN RETURN NEW; END IF; NEW."_authoring_new_note" := (NEW."note")::real; RETURN NEW; END'`,
        'UPDATE "order" SET "_authoring_new_note" = ("note")::real WHERE "_authoring_new_note" IS NULL AND "note" IS NOT NULL',
      ],
      mysql: [
        `CREATE TRIGGER \`_authoring_sync_aa50307fc8b091ab5d8ab429_s_i\` BEFORE INSERT ON \`order\` FOR EACH ROW BEGIN IF (NEW.\`note\` IS NOT NULL AND NOT coalesce(NEW.\`note\` REGEXP '^[[:space:]]*[-+]?([0-9]+([.][0-9]*)?|[.][0-9]+)([eE][-+]?[0-9]+)?[[:space:]]*$' AND abs(NEW.\`note\` + 0e0) < 999999.995, 0)) THEN SIGNAL SQLSTATE '22018' SET MESSAGE_TEXT = 'the value does not convert'; END IF; SET NEW.\`_authoring_new_note\` = round(NEW.\`note\` + 0e0, 2); END`,
        `CREATE TRIGGER \`_authoring_sync_aa50307fc8b091ab5d8ab429_s_u\` BEFORE UPDATE ON \`order\` FOR EACH ROW BEGIN IF NOT (CAST(NEW.\`note\` AS BINARY) <=> CAST(OLD.\`note\` AS BINARY)) THEN IF (NEW.\`note\` IS NOT NULL AND NOT coalesce(NEW.\`note\` REGEXP '^[[:space:]]*[-+]?([0-9]+([.][0-9]*)?|[.][0-9]+)([eE][-+]?[0-9]+)?[[:space:]]*$' AND abs(NEW.\`note\` + 0e0) < 999999.995, 0)) THEN SIGNAL SQLSTATE '22018' SET MESSAGE_TEXT = 'the value does not convert'; END IF; SET NEW.\`_authoring_new_note\` = round(NEW.\`note\` + 0e0, 2); END IF; END`,
        'DROP TRIGGER IF EXISTS `_authoring_sync_aa50307fc8b091ab5d8ab429_i`',
        'DROP TRIGGER IF EXISTS `_authoring_sync_aa50307fc8b091ab5d8ab429_u`',
        `UPDATE \`order\` SET \`_authoring_new_note\` = CASE WHEN (\`note\` IS NOT NULL AND NOT coalesce(\`note\` REGEXP '^[[:space:]]*[-+]?([0-9]+([.][0-9]*)?|[.][0-9]+)([eE][-+]?[0-9]+)?[[:space:]]*$' AND abs(\`note\` + 0e0) < 999999.995, 0)) THEN NULL ELSE round(\`note\` + 0e0, 2) END WHERE \`_authoring_new_note\` IS NULL AND \`note\` IS NOT NULL`,
      ],
    },
  },
  {
    name: 'number to text',
    before: [table('order', [column('size', float), toText.shadow])],
    steps: [{ ...step('check_shadow', 'order'), ...toText }],
    sql: {
      sqlite: [
        'DROP TRIGGER IF EXISTS `_authoring_sync_81d81b3eb82be81e69d2cafd_i`',
        'DROP TRIGGER IF EXISTS `_authoring_sync_81d81b3eb82be81e69d2cafd_u`',
        `CREATE TRIGGER \`_authoring_sync_81d81b3eb82be81e69d2cafd_i\` AFTER INSERT ON \`order\` FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'the value does not convert') FROM \`order\` WHERE _rowid_ = NEW._rowid_ AND coalesce(length(CASE WHEN \`size\` = CAST(\`size\` AS INTEGER) THEN CAST(CAST(\`size\` AS INTEGER) AS TEXT) ELSE CAST(\`size\` AS TEXT) END) > 20, 0); UPDATE \`order\` SET \`_authoring_new_size\` = CASE WHEN coalesce(length(CASE WHEN \`size\` = CAST(\`size\` AS INTEGER) THEN CAST(CAST(\`size\` AS INTEGER) AS TEXT) ELSE CAST(\`size\` AS TEXT) END) > 20, 0) THEN NULL ELSE CASE WHEN \`size\` = CAST(\`size\` AS INTEGER) THEN CAST(CAST(\`size\` AS INTEGER) AS TEXT) ELSE CAST(\`size\` AS TEXT) END END WHERE _rowid_ = NEW._rowid_; END`,
        `CREATE TRIGGER \`_authoring_sync_81d81b3eb82be81e69d2cafd_u\` AFTER UPDATE OF \`size\` ON \`order\` FOR EACH ROW WHEN NEW.\`size\` IS NOT OLD.\`size\` BEGIN SELECT RAISE(ABORT, 'the value does not convert') FROM \`order\` WHERE _rowid_ = NEW._rowid_ AND coalesce(length(CASE WHEN \`size\` = CAST(\`size\` AS INTEGER) THEN CAST(CAST(\`size\` AS INTEGER) AS TEXT) ELSE CAST(\`size\` AS TEXT) END) > 20, 0); UPDATE \`order\` SET \`_authoring_new_size\` = CASE WHEN coalesce(length(CASE WHEN \`size\` = CAST(\`size\` AS INTEGER) THEN CAST(CAST(\`size\` AS INTEGER) AS TEXT) ELSE CAST(\`size\` AS TEXT) END) > 20, 0) THEN NULL ELSE CASE WHEN \`size\` = CAST(\`size\` AS INTEGER) THEN CAST(CAST(\`size\` AS INTEGER) AS TEXT) ELSE CAST(\`size\` AS TEXT) END END WHERE _rowid_ = NEW._rowid_; END`,
        '-- stops when this counts a row: SELECT count(*) FROM `order` WHERE `_authoring_new_size` IS NULL AND `size` IS NOT NULL AND coalesce(length(CASE WHEN `size` = CAST(`size` AS INTEGER) THEN CAST(CAST(`size` AS INTEGER) AS TEXT) ELSE CAST(`size` AS TEXT) END) > 20, 0)',
        'UPDATE `order` SET `_authoring_new_size` = CASE WHEN coalesce(length(CASE WHEN `size` = CAST(`size` AS INTEGER) THEN CAST(CAST(`size` AS INTEGER) AS TEXT) ELSE CAST(`size` AS TEXT) END) > 20, 0) THEN NULL ELSE CASE WHEN `size` = CAST(`size` AS INTEGER) THEN CAST(CAST(`size` AS INTEGER) AS TEXT) ELSE CAST(`size` AS TEXT) END END WHERE `_authoring_new_size` IS NULL AND `size` IS NOT NULL',
      ],
      postgres: [
        `CREATE OR REPLACE FUNCTION "_authoring_sync_81d81b3eb82be81e69d2cafd"() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN IF TG_OP = ''UPDATE'' AND NEW."size" IS NOT DISTINCT FROM OLD."size" THEN RETURN NEW; END IF; NEW."_authoring_new_size" := trim_scale(NEW."size"::text::numeric)::text; RETURN NEW; END'`,
        'UPDATE "order" SET "_authoring_new_size" = trim_scale("size"::text::numeric)::text WHERE "_authoring_new_size" IS NULL AND "size" IS NOT NULL',
      ],
      mysql: [
        `CREATE TRIGGER \`_authoring_sync_81d81b3eb82be81e69d2cafd_s_i\` BEFORE INSERT ON \`order\` FOR EACH ROW BEGIN IF coalesce(char_length(trim(TRAILING '.' FROM trim(TRAILING '0' FROM cast(NEW.\`size\` AS decimal(20, 2))))) > 20, 0) THEN SIGNAL SQLSTATE '22018' SET MESSAGE_TEXT = 'the value does not convert'; END IF; SET NEW.\`_authoring_new_size\` = trim(TRAILING '.' FROM trim(TRAILING '0' FROM cast(NEW.\`size\` AS decimal(20, 2)))); END`,
        `CREATE TRIGGER \`_authoring_sync_81d81b3eb82be81e69d2cafd_s_u\` BEFORE UPDATE ON \`order\` FOR EACH ROW BEGIN IF NOT (NEW.\`size\` <=> OLD.\`size\`) THEN IF coalesce(char_length(trim(TRAILING '.' FROM trim(TRAILING '0' FROM cast(NEW.\`size\` AS decimal(20, 2))))) > 20, 0) THEN SIGNAL SQLSTATE '22018' SET MESSAGE_TEXT = 'the value does not convert'; END IF; SET NEW.\`_authoring_new_size\` = trim(TRAILING '.' FROM trim(TRAILING '0' FROM cast(NEW.\`size\` AS decimal(20, 2)))); END IF; END`,
        'DROP TRIGGER IF EXISTS `_authoring_sync_81d81b3eb82be81e69d2cafd_i`',
        'DROP TRIGGER IF EXISTS `_authoring_sync_81d81b3eb82be81e69d2cafd_u`',
        `UPDATE \`order\` SET \`_authoring_new_size\` = CASE WHEN coalesce(char_length(trim(TRAILING '.' FROM trim(TRAILING '0' FROM cast(\`size\` AS decimal(20, 2))))) > 20, 0) THEN NULL ELSE trim(TRAILING '.' FROM trim(TRAILING '0' FROM cast(\`size\` AS decimal(20, 2)))) END WHERE \`_authoring_new_size\` IS NULL AND \`size\` IS NOT NULL`,
      ],
    },
  },
  {
    name: 'a scalar to JSON: everything converts',
    before: [table('order', [column('name', string(80)), toJson.shadow])],
    steps: [{ ...step('check_shadow', 'order'), ...toJson }],
    sql: {
      sqlite: [
        'DROP TRIGGER IF EXISTS `_authoring_sync_05f028cb96f69b9e95258944_i`',
        'DROP TRIGGER IF EXISTS `_authoring_sync_05f028cb96f69b9e95258944_u`',
        'CREATE TRIGGER `_authoring_sync_05f028cb96f69b9e95258944_i` AFTER INSERT ON `order` FOR EACH ROW BEGIN UPDATE `order` SET `_authoring_new_name` = CASE WHEN `name` IS NOT NULL THEN json_array(`name`) END WHERE _rowid_ = NEW._rowid_; END',
        'CREATE TRIGGER `_authoring_sync_05f028cb96f69b9e95258944_u` AFTER UPDATE OF `name` ON `order` FOR EACH ROW WHEN NEW.`name` IS NOT OLD.`name` BEGIN UPDATE `order` SET `_authoring_new_name` = CASE WHEN `name` IS NOT NULL THEN json_array(`name`) END WHERE _rowid_ = NEW._rowid_; END',
        'UPDATE `order` SET `_authoring_new_name` = CASE WHEN `name` IS NOT NULL THEN json_array(`name`) END WHERE `_authoring_new_name` IS NULL AND `name` IS NOT NULL',
      ],
      postgres: [
        `CREATE OR REPLACE FUNCTION "_authoring_sync_05f028cb96f69b9e95258944"() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN IF TG_OP = ''UPDATE'' AND NEW."name" IS NOT DISTINCT FROM OLD."name" THEN RETURN NEW; END IF; NEW."_authoring_new_name" := CASE WHEN NEW."name" IS NOT NULL THEN json_build_array(NEW."name") END; RETURN NEW; END'`,
        'UPDATE "order" SET "_authoring_new_name" = CASE WHEN "name" IS NOT NULL THEN json_build_array("name") END WHERE "_authoring_new_name" IS NULL AND "name" IS NOT NULL',
      ],
      mysql: [
        `CREATE TRIGGER \`_authoring_sync_05f028cb96f69b9e95258944_s_i\` BEFORE INSERT ON \`order\` FOR EACH ROW BEGIN SET NEW.\`_authoring_new_name\` = CASE WHEN NEW.\`name\` IS NOT NULL THEN concat('[', json_quote(NEW.\`name\`), ']') END; END`,
        `CREATE TRIGGER \`_authoring_sync_05f028cb96f69b9e95258944_s_u\` BEFORE UPDATE ON \`order\` FOR EACH ROW BEGIN IF NOT (CAST(NEW.\`name\` AS BINARY) <=> CAST(OLD.\`name\` AS BINARY)) THEN SET NEW.\`_authoring_new_name\` = CASE WHEN NEW.\`name\` IS NOT NULL THEN concat('[', json_quote(NEW.\`name\`), ']') END; END IF; END`,
        'DROP TRIGGER IF EXISTS `_authoring_sync_05f028cb96f69b9e95258944_i`',
        'DROP TRIGGER IF EXISTS `_authoring_sync_05f028cb96f69b9e95258944_u`',
        `UPDATE \`order\` SET \`_authoring_new_name\` = CASE WHEN \`name\` IS NOT NULL THEN concat('[', json_quote(\`name\`), ']') END WHERE \`_authoring_new_name\` IS NULL AND \`name\` IS NOT NULL`,
      ],
    },
  },
  {
    name: 'a narrower text',
    before: [table('order', [column('note', text), narrower.shadow])],
    steps: [{ ...step('check_shadow', 'order'), ...narrower }],
    sql: {
      sqlite: [
        'DROP TRIGGER IF EXISTS `_authoring_sync_aa50307fc8b091ab5d8ab429_i`',
        'DROP TRIGGER IF EXISTS `_authoring_sync_aa50307fc8b091ab5d8ab429_u`',
        `CREATE TRIGGER \`_authoring_sync_aa50307fc8b091ab5d8ab429_i\` AFTER INSERT ON \`order\` FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'the value does not convert') FROM \`order\` WHERE _rowid_ = NEW._rowid_ AND coalesce(length(\`note\`) > 40, 0); UPDATE \`order\` SET \`_authoring_new_note\` = CASE WHEN coalesce(length(\`note\`) > 40, 0) THEN NULL ELSE \`note\` END WHERE _rowid_ = NEW._rowid_; END`,
        `CREATE TRIGGER \`_authoring_sync_aa50307fc8b091ab5d8ab429_u\` AFTER UPDATE OF \`note\` ON \`order\` FOR EACH ROW WHEN NEW.\`note\` IS NOT OLD.\`note\` BEGIN SELECT RAISE(ABORT, 'the value does not convert') FROM \`order\` WHERE _rowid_ = NEW._rowid_ AND coalesce(length(\`note\`) > 40, 0); UPDATE \`order\` SET \`_authoring_new_note\` = CASE WHEN coalesce(length(\`note\`) > 40, 0) THEN NULL ELSE \`note\` END WHERE _rowid_ = NEW._rowid_; END`,
        '-- stops when this counts a row: SELECT count(*) FROM `order` WHERE `_authoring_new_note` IS NULL AND `note` IS NOT NULL AND coalesce(length(`note`) > 40, 0)',
        'UPDATE `order` SET `_authoring_new_note` = CASE WHEN coalesce(length(`note`) > 40, 0) THEN NULL ELSE `note` END WHERE `_authoring_new_note` IS NULL AND `note` IS NOT NULL',
      ],
      postgres: [
        `CREATE OR REPLACE FUNCTION "_authoring_sync_aa50307fc8b091ab5d8ab429"() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN IF TG_OP = ''UPDATE'' AND NEW."note" IS NOT DISTINCT FROM OLD."note" THEN RETURN NEW; END IF; NEW."_authoring_new_note" := CASE WHEN length(NEW."note") > 40 THEN (NEW."note") || ''.'' ELSE NEW."note" END; RETURN NEW; END'`,
        `UPDATE "order" SET "_authoring_new_note" = CASE WHEN length("note") > 40 THEN ("note") || '.' ELSE "note" END WHERE "_authoring_new_note" IS NULL AND "note" IS NOT NULL`,
      ],
      mysql: [
        `CREATE TRIGGER \`_authoring_sync_aa50307fc8b091ab5d8ab429_s_i\` BEFORE INSERT ON \`order\` FOR EACH ROW BEGIN IF coalesce(char_length(NEW.\`note\`) > 40, 0) THEN SIGNAL SQLSTATE '22018' SET MESSAGE_TEXT = 'the value does not convert'; END IF; SET NEW.\`_authoring_new_note\` = NEW.\`note\`; END`,
        `CREATE TRIGGER \`_authoring_sync_aa50307fc8b091ab5d8ab429_s_u\` BEFORE UPDATE ON \`order\` FOR EACH ROW BEGIN IF NOT (CAST(NEW.\`note\` AS BINARY) <=> CAST(OLD.\`note\` AS BINARY)) THEN IF coalesce(char_length(NEW.\`note\`) > 40, 0) THEN SIGNAL SQLSTATE '22018' SET MESSAGE_TEXT = 'the value does not convert'; END IF; SET NEW.\`_authoring_new_note\` = NEW.\`note\`; END IF; END`,
        'DROP TRIGGER IF EXISTS `_authoring_sync_aa50307fc8b091ab5d8ab429_i`',
        'DROP TRIGGER IF EXISTS `_authoring_sync_aa50307fc8b091ab5d8ab429_u`',
        'UPDATE `order` SET `_authoring_new_note` = CASE WHEN coalesce(char_length(`note`) > 40, 0) THEN NULL ELSE `note` END WHERE `_authoring_new_note` IS NULL AND `note` IS NOT NULL',
      ],
    },
  },
  {
    name: 'required with a default',
    before: [table('order', [column('note', text), filled.shadow])],
    steps: [{ ...step('check_shadow', 'order'), ...filled }],
    sql: {
      sqlite: [
        'DROP TRIGGER IF EXISTS `_authoring_sync_aa50307fc8b091ab5d8ab429_i`',
        'DROP TRIGGER IF EXISTS `_authoring_sync_aa50307fc8b091ab5d8ab429_u`',
        `CREATE TRIGGER \`_authoring_sync_aa50307fc8b091ab5d8ab429_i\` AFTER INSERT ON \`order\` FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'the value does not convert') FROM \`order\` WHERE _rowid_ = NEW._rowid_ AND coalesce(length(coalesce(\`note\`, 'it''s')) > 40, 0); UPDATE \`order\` SET \`_authoring_new_note\` = CASE WHEN coalesce(length(coalesce(\`note\`, 'it''s')) > 40, 0) THEN NULL ELSE coalesce(\`note\`, 'it''s') END WHERE _rowid_ = NEW._rowid_; END`,
        `CREATE TRIGGER \`_authoring_sync_aa50307fc8b091ab5d8ab429_u\` AFTER UPDATE OF \`note\` ON \`order\` FOR EACH ROW WHEN NEW.\`note\` IS NOT OLD.\`note\` BEGIN SELECT RAISE(ABORT, 'the value does not convert') FROM \`order\` WHERE _rowid_ = NEW._rowid_ AND coalesce(length(coalesce(\`note\`, 'it''s')) > 40, 0); UPDATE \`order\` SET \`_authoring_new_note\` = CASE WHEN coalesce(length(coalesce(\`note\`, 'it''s')) > 40, 0) THEN NULL ELSE coalesce(\`note\`, 'it''s') END WHERE _rowid_ = NEW._rowid_; END`,
        `-- stops when this counts a row: SELECT count(*) FROM \`order\` WHERE \`_authoring_new_note\` IS NULL AND \`note\` IS NOT NULL AND coalesce(length(coalesce(\`note\`, 'it''s')) > 40, 0)`,
        `UPDATE \`order\` SET \`_authoring_new_note\` = CASE WHEN coalesce(length(coalesce(\`note\`, 'it''s')) > 40, 0) THEN NULL ELSE coalesce(\`note\`, 'it''s') END WHERE \`_authoring_new_note\` IS NULL AND \`note\` IS NOT NULL`,
      ],
      postgres: [
        `CREATE OR REPLACE FUNCTION "_authoring_sync_aa50307fc8b091ab5d8ab429"() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN IF TG_OP = ''UPDATE'' AND NEW."note" IS NOT DISTINCT FROM OLD."note" THEN RETURN NEW; END IF; NEW."_authoring_new_note" := CASE WHEN length(coalesce(NEW."note", ''it''''s'')) > 40 THEN (coalesce(NEW."note", ''it''''s'')) || ''.'' ELSE coalesce(NEW."note", ''it''''s'') END; RETURN NEW; END'`,
        `UPDATE "order" SET "_authoring_new_note" = CASE WHEN length(coalesce("note", 'it''s')) > 40 THEN (coalesce("note", 'it''s')) || '.' ELSE coalesce("note", 'it''s') END WHERE "_authoring_new_note" IS NULL AND "note" IS NOT NULL`,
      ],
      mysql: [
        `CREATE TRIGGER \`_authoring_sync_aa50307fc8b091ab5d8ab429_s_i\` BEFORE INSERT ON \`order\` FOR EACH ROW BEGIN IF coalesce(char_length(coalesce(NEW.\`note\`, 'it''s')) > 40, 0) THEN SIGNAL SQLSTATE '22018' SET MESSAGE_TEXT = 'the value does not convert'; END IF; SET NEW.\`_authoring_new_note\` = coalesce(NEW.\`note\`, 'it''s'); END`,
        `CREATE TRIGGER \`_authoring_sync_aa50307fc8b091ab5d8ab429_s_u\` BEFORE UPDATE ON \`order\` FOR EACH ROW BEGIN IF NOT (CAST(NEW.\`note\` AS BINARY) <=> CAST(OLD.\`note\` AS BINARY)) THEN IF coalesce(char_length(coalesce(NEW.\`note\`, 'it''s')) > 40, 0) THEN SIGNAL SQLSTATE '22018' SET MESSAGE_TEXT = 'the value does not convert'; END IF; SET NEW.\`_authoring_new_note\` = coalesce(NEW.\`note\`, 'it''s'); END IF; END`,
        'DROP TRIGGER IF EXISTS `_authoring_sync_aa50307fc8b091ab5d8ab429_i`',
        'DROP TRIGGER IF EXISTS `_authoring_sync_aa50307fc8b091ab5d8ab429_u`',
        `UPDATE \`order\` SET \`_authoring_new_note\` = CASE WHEN coalesce(char_length(coalesce(\`note\`, 'it''s')) > 40, 0) THEN NULL ELSE coalesce(\`note\`, 'it''s') END WHERE \`_authoring_new_note\` IS NULL AND \`note\` IS NOT NULL`,
      ],
    },
  },
  {
    name: 'reserved words',
    before: [table('case', [column('order', string(20)), reserved.shadow])],
    steps: [{ ...step('check_shadow', 'case'), ...reserved }],
    sql: {
      sqlite: [
        'DROP TRIGGER IF EXISTS `_authoring_sync_09dcf1a4627af5de416d0030_i`',
        'DROP TRIGGER IF EXISTS `_authoring_sync_09dcf1a4627af5de416d0030_u`',
        `CREATE TRIGGER \`_authoring_sync_09dcf1a4627af5de416d0030_i\` AFTER INSERT ON \`case\` FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'the value does not convert') FROM \`case\` WHERE _rowid_ = NEW._rowid_ AND (\`order\` IS NOT NULL AND NOT coalesce(CAST(\`order\` AS REAL) = trim(\`order\`), 0)); UPDATE \`case\` SET \`_authoring_new_order\` = CASE WHEN (\`order\` IS NOT NULL AND NOT coalesce(CAST(\`order\` AS REAL) = trim(\`order\`), 0)) THEN NULL ELSE CAST(\`order\` AS REAL) END WHERE _rowid_ = NEW._rowid_; END`,
        `CREATE TRIGGER \`_authoring_sync_09dcf1a4627af5de416d0030_u\` AFTER UPDATE OF \`order\` ON \`case\` FOR EACH ROW WHEN NEW.\`order\` IS NOT OLD.\`order\` BEGIN SELECT RAISE(ABORT, 'the value does not convert') FROM \`case\` WHERE _rowid_ = NEW._rowid_ AND (\`order\` IS NOT NULL AND NOT coalesce(CAST(\`order\` AS REAL) = trim(\`order\`), 0)); UPDATE \`case\` SET \`_authoring_new_order\` = CASE WHEN (\`order\` IS NOT NULL AND NOT coalesce(CAST(\`order\` AS REAL) = trim(\`order\`), 0)) THEN NULL ELSE CAST(\`order\` AS REAL) END WHERE _rowid_ = NEW._rowid_; END`,
        '-- stops when this counts a row: SELECT count(*) FROM `case` WHERE `_authoring_new_order` IS NULL AND `order` IS NOT NULL AND (`order` IS NOT NULL AND NOT coalesce(CAST(`order` AS REAL) = trim(`order`), 0))',
        'UPDATE `case` SET `_authoring_new_order` = CASE WHEN (`order` IS NOT NULL AND NOT coalesce(CAST(`order` AS REAL) = trim(`order`), 0)) THEN NULL ELSE CAST(`order` AS REAL) END WHERE `_authoring_new_order` IS NULL AND `order` IS NOT NULL',
      ],
      postgres: [
        `CREATE OR REPLACE FUNCTION "_authoring_sync_09dcf1a4627af5de416d0030"() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN IF TG_OP = ''UPDATE'' AND NEW."order" IS NOT DISTINCT FROM OLD."order" THEN RETURN NEW; END IF; NEW."_authoring_new_order" := (NEW."order")::real; RETURN NEW; END'`,
        'UPDATE "case" SET "_authoring_new_order" = ("order")::real WHERE "_authoring_new_order" IS NULL AND "order" IS NOT NULL',
      ],
      mysql: [
        `CREATE TRIGGER \`_authoring_sync_09dcf1a4627af5de416d0030_s_i\` BEFORE INSERT ON \`case\` FOR EACH ROW BEGIN IF (NEW.\`order\` IS NOT NULL AND NOT coalesce(NEW.\`order\` REGEXP '^[[:space:]]*[-+]?([0-9]+([.][0-9]*)?|[.][0-9]+)([eE][-+]?[0-9]+)?[[:space:]]*$' AND abs(NEW.\`order\` + 0e0) < 999999.995, 0)) THEN SIGNAL SQLSTATE '22018' SET MESSAGE_TEXT = 'the value does not convert'; END IF; SET NEW.\`_authoring_new_order\` = round(NEW.\`order\` + 0e0, 2); END`,
        `CREATE TRIGGER \`_authoring_sync_09dcf1a4627af5de416d0030_s_u\` BEFORE UPDATE ON \`case\` FOR EACH ROW BEGIN IF NOT (CAST(NEW.\`order\` AS BINARY) <=> CAST(OLD.\`order\` AS BINARY)) THEN IF (NEW.\`order\` IS NOT NULL AND NOT coalesce(NEW.\`order\` REGEXP '^[[:space:]]*[-+]?([0-9]+([.][0-9]*)?|[.][0-9]+)([eE][-+]?[0-9]+)?[[:space:]]*$' AND abs(NEW.\`order\` + 0e0) < 999999.995, 0)) THEN SIGNAL SQLSTATE '22018' SET MESSAGE_TEXT = 'the value does not convert'; END IF; SET NEW.\`_authoring_new_order\` = round(NEW.\`order\` + 0e0, 2); END IF; END`,
        'DROP TRIGGER IF EXISTS `_authoring_sync_09dcf1a4627af5de416d0030_i`',
        'DROP TRIGGER IF EXISTS `_authoring_sync_09dcf1a4627af5de416d0030_u`',
        `UPDATE \`case\` SET \`_authoring_new_order\` = CASE WHEN (\`order\` IS NOT NULL AND NOT coalesce(\`order\` REGEXP '^[[:space:]]*[-+]?([0-9]+([.][0-9]*)?|[.][0-9]+)([eE][-+]?[0-9]+)?[[:space:]]*$' AND abs(\`order\` + 0e0) < 999999.995, 0)) THEN NULL ELSE round(\`order\` + 0e0, 2) END WHERE \`_authoring_new_order\` IS NULL AND \`order\` IS NOT NULL`,
      ],
    },
  },
  {
    name: "under its new name: whoever writes the old one is refused, not whoever writes the new one",
    steps: [{ ...step('check_shadow', 'order'), column: 'note', from: text, shadow: column('amount', float), up: conversionBetween('note', text, float), down: conversionBetween('amount', float, text), sync: syncName('order.amount') }], before: [table('order', [column('note', text), column('amount', float)])],
    sql: {
      sqlite: [
        'DROP TRIGGER IF EXISTS `_authoring_sync_9f0347a44fa094a1bce16318_i`',
        'DROP TRIGGER IF EXISTS `_authoring_sync_9f0347a44fa094a1bce16318_u`',
        'DROP TRIGGER IF EXISTS `_authoring_sync_9f0347a44fa094a1bce16318_j`',
        'DROP TRIGGER IF EXISTS `_authoring_sync_9f0347a44fa094a1bce16318_v`',
        `CREATE TRIGGER \`_authoring_sync_9f0347a44fa094a1bce16318_i\` AFTER INSERT ON \`order\` FOR EACH ROW WHEN NEW.\`amount\` IS NULL BEGIN SELECT RAISE(ABORT, 'the value does not convert') FROM \`order\` WHERE _rowid_ = NEW._rowid_ AND \`amount\` IS NULL AND (\`note\` IS NOT NULL AND NOT coalesce(CAST(\`note\` AS REAL) = trim(\`note\`), 0)); UPDATE \`order\` SET \`amount\` = CASE WHEN (\`note\` IS NOT NULL AND NOT coalesce(CAST(\`note\` AS REAL) = trim(\`note\`), 0)) THEN NULL ELSE CAST(\`note\` AS REAL) END WHERE _rowid_ = NEW._rowid_ AND \`amount\` IS NULL; END`,
        `CREATE TRIGGER \`_authoring_sync_9f0347a44fa094a1bce16318_u\` AFTER UPDATE OF \`note\` ON \`order\` FOR EACH ROW WHEN NEW.\`note\` IS NOT OLD.\`note\` BEGIN SELECT RAISE(ABORT, 'the value does not convert') FROM \`order\` WHERE _rowid_ = NEW._rowid_ AND \`note\` IS NOT CASE WHEN \`amount\` = CAST(\`amount\` AS INTEGER) THEN CAST(CAST(\`amount\` AS INTEGER) AS TEXT) ELSE CAST(\`amount\` AS TEXT) END AND (\`note\` IS NOT NULL AND NOT coalesce(CAST(\`note\` AS REAL) = trim(\`note\`), 0)); UPDATE \`order\` SET \`amount\` = CASE WHEN (\`note\` IS NOT NULL AND NOT coalesce(CAST(\`note\` AS REAL) = trim(\`note\`), 0)) THEN NULL ELSE CAST(\`note\` AS REAL) END WHERE _rowid_ = NEW._rowid_ AND \`note\` IS NOT CASE WHEN \`amount\` = CAST(\`amount\` AS INTEGER) THEN CAST(CAST(\`amount\` AS INTEGER) AS TEXT) ELSE CAST(\`amount\` AS TEXT) END; END`,
        'CREATE TRIGGER `_authoring_sync_9f0347a44fa094a1bce16318_j` AFTER INSERT ON `order` FOR EACH ROW WHEN NEW.`amount` IS NOT NULL BEGIN UPDATE `order` SET `note` = CASE WHEN `amount` = CAST(`amount` AS INTEGER) THEN CAST(CAST(`amount` AS INTEGER) AS TEXT) ELSE CAST(`amount` AS TEXT) END WHERE _rowid_ = NEW._rowid_ AND `amount` IS NOT CASE WHEN (`note` IS NOT NULL AND NOT coalesce(CAST(`note` AS REAL) = trim(`note`), 0)) THEN NULL ELSE CAST(`note` AS REAL) END; END',
        'CREATE TRIGGER `_authoring_sync_9f0347a44fa094a1bce16318_v` AFTER UPDATE OF `amount` ON `order` FOR EACH ROW WHEN NEW.`amount` IS NOT OLD.`amount` AND NEW.`note` IS OLD.`note` BEGIN UPDATE `order` SET `note` = CASE WHEN `amount` = CAST(`amount` AS INTEGER) THEN CAST(CAST(`amount` AS INTEGER) AS TEXT) ELSE CAST(`amount` AS TEXT) END WHERE _rowid_ = NEW._rowid_ AND `amount` IS NOT CASE WHEN (`note` IS NOT NULL AND NOT coalesce(CAST(`note` AS REAL) = trim(`note`), 0)) THEN NULL ELSE CAST(`note` AS REAL) END; END',
        '-- stops when this counts a row: SELECT count(*) FROM `order` WHERE `amount` IS NULL AND `note` IS NOT NULL AND (`note` IS NOT NULL AND NOT coalesce(CAST(`note` AS REAL) = trim(`note`), 0))',
        'UPDATE `order` SET `amount` = CASE WHEN (`note` IS NOT NULL AND NOT coalesce(CAST(`note` AS REAL) = trim(`note`), 0)) THEN NULL ELSE CAST(`note` AS REAL) END WHERE `amount` IS NULL AND `note` IS NOT NULL',
      ],
      postgres: [
        "CREATE OR REPLACE FUNCTION \"_authoring_sync_9f0347a44fa094a1bce16318\"() RETURNS trigger LANGUAGE plpgsql AS 'DECLARE said boolean; BEGIN IF TG_OP = ''INSERT'' THEN IF NEW.\"amount\" IS NULL THEN NEW.\"amount\" := (NEW.\"note\")::real; ELSE BEGIN said := NEW.\"amount\" IS NOT DISTINCT FROM ((NEW.\"note\")::real); EXCEPTION WHEN data_exception THEN said := false; END; IF NOT said THEN BEGIN NEW.\"note\" := trim_scale(NEW.\"amount\"::text::numeric)::text; EXCEPTION WHEN data_exception THEN NEW.\"note\" := NULL; END; END IF; END IF; ELSIF NEW.\"note\" IS DISTINCT FROM OLD.\"note\" THEN NEW.\"amount\" := (NEW.\"note\")::real; ELSIF NEW.\"amount\" IS DISTINCT FROM OLD.\"amount\" THEN BEGIN said := NEW.\"amount\" IS NOT DISTINCT FROM ((NEW.\"note\")::real); EXCEPTION WHEN data_exception THEN said := false; END; IF NOT said THEN BEGIN NEW.\"note\" := trim_scale(NEW.\"amount\"::text::numeric)::text; EXCEPTION WHEN data_exception THEN NEW.\"note\" := NULL; END; END IF; END IF; RETURN NEW; END'",
        'UPDATE "order" SET "amount" = ("note")::real WHERE "amount" IS NULL AND "note" IS NOT NULL',
      ],
      mysql: [
        `CREATE TRIGGER \`_authoring_sync_9f0347a44fa094a1bce16318_r_s_i\` BEFORE INSERT ON \`order\` FOR EACH ROW BEGIN IF NEW.\`amount\` IS NULL THEN IF (NEW.\`note\` IS NOT NULL AND NOT coalesce(NEW.\`note\` REGEXP '^[[:space:]]*[-+]?([0-9]+([.][0-9]*)?|[.][0-9]+)([eE][-+]?[0-9]+)?[[:space:]]*$' AND abs(NEW.\`note\` + 0e0) < 999999.995, 0)) THEN SIGNAL SQLSTATE '22018' SET MESSAGE_TEXT = 'the value does not convert'; END IF; SET NEW.\`amount\` = round(NEW.\`note\` + 0e0, 2); ELSE BEGIN DECLARE said BOOLEAN DEFAULT FALSE; BEGIN DECLARE CONTINUE HANDLER FOR SQLEXCEPTION SET said = FALSE; SET said = NEW.\`amount\` <=> round(NEW.\`note\` + 0e0, 2); END; IF NOT said THEN SET NEW.\`note\` = trim(TRAILING '.' FROM trim(TRAILING '0' FROM cast(NEW.\`amount\` AS decimal(20, 2)))); END IF; END; END IF; END`,
        `CREATE TRIGGER \`_authoring_sync_9f0347a44fa094a1bce16318_r_s_u\` BEFORE UPDATE ON \`order\` FOR EACH ROW BEGIN DECLARE led BOOLEAN DEFAULT FALSE; IF NOT (CAST(NEW.\`note\` AS BINARY) <=> CAST(OLD.\`note\` AS BINARY)) AND NOT (NEW.\`amount\` <=> OLD.\`amount\`) THEN BEGIN DECLARE CONTINUE HANDLER FOR SQLEXCEPTION SET led = FALSE; SET led = CAST(NEW.\`note\` AS BINARY) <=> CAST(trim(TRAILING '.' FROM trim(TRAILING '0' FROM cast(NEW.\`amount\` AS decimal(20, 2)))) AS BINARY); END; END IF; IF NOT (CAST(NEW.\`note\` AS BINARY) <=> CAST(OLD.\`note\` AS BINARY)) AND NOT led THEN IF (NEW.\`note\` IS NOT NULL AND NOT coalesce(NEW.\`note\` REGEXP '^[[:space:]]*[-+]?([0-9]+([.][0-9]*)?|[.][0-9]+)([eE][-+]?[0-9]+)?[[:space:]]*$' AND abs(NEW.\`note\` + 0e0) < 999999.995, 0)) THEN SIGNAL SQLSTATE '22018' SET MESSAGE_TEXT = 'the value does not convert'; END IF; SET NEW.\`amount\` = round(NEW.\`note\` + 0e0, 2); ELSEIF NOT (NEW.\`amount\` <=> OLD.\`amount\`) THEN BEGIN DECLARE said BOOLEAN DEFAULT FALSE; BEGIN DECLARE CONTINUE HANDLER FOR SQLEXCEPTION SET said = FALSE; SET said = NEW.\`amount\` <=> round(NEW.\`note\` + 0e0, 2); END; IF NOT said THEN SET NEW.\`note\` = trim(TRAILING '.' FROM trim(TRAILING '0' FROM cast(NEW.\`amount\` AS decimal(20, 2)))); END IF; END; END IF; END`,
        'DROP TRIGGER IF EXISTS `_authoring_sync_9f0347a44fa094a1bce16318_r_i`',
        'DROP TRIGGER IF EXISTS `_authoring_sync_9f0347a44fa094a1bce16318_r_u`',
        `UPDATE \`order\` SET \`amount\` = CASE WHEN (\`note\` IS NOT NULL AND NOT coalesce(\`note\` REGEXP '^[[:space:]]*[-+]?([0-9]+([.][0-9]*)?|[.][0-9]+)([eE][-+]?[0-9]+)?[[:space:]]*$' AND abs(\`note\` + 0e0) < 999999.995, 0)) THEN NULL ELSE round(\`note\` + 0e0, 2) END WHERE \`amount\` IS NULL AND \`note\` IS NOT NULL`,
      ],
    },
  },
  {
    name: 'a column that goes on following and may be empty',
    before: [table('order', [column('note', text), column('number', float)])],
    steps: [{ ...step('check_shadow', 'order'), ...followed(column('number', float)) }],
    sql: {
      sqlite: [
        '-- stops when this counts a row: SELECT count(*) FROM `order` WHERE `number` IS NULL AND `note` IS NOT NULL AND (`note` IS NOT NULL AND NOT coalesce(CAST(`note` AS REAL) = trim(`note`), 0))',
        'UPDATE `order` SET `number` = CASE WHEN (`note` IS NOT NULL AND NOT coalesce(CAST(`note` AS REAL) = trim(`note`), 0)) THEN NULL ELSE CAST(`note` AS REAL) END WHERE `number` IS NULL AND `note` IS NOT NULL',
      ],
      postgres: [
        'UPDATE "order" SET "number" = ("note")::real WHERE "number" IS NULL AND "note" IS NOT NULL',
      ],
      mysql: [
        "UPDATE `order` SET `number` = CASE WHEN (`note` IS NOT NULL AND NOT coalesce(`note` REGEXP '^[[:space:]]*[-+]?([0-9]+([.][0-9]*)?|[.][0-9]+)([eE][-+]?[0-9]+)?[[:space:]]*$' AND abs(`note` + 0e0) < 999999.995, 0)) THEN NULL ELSE round(`note` + 0e0, 2) END WHERE `number` IS NULL AND `note` IS NOT NULL",
      ],
    },
  },
  {
    name: 'a column that goes on following and may not be empty',
    before: [table('order', [column('note', text), column('number', float)])],
    steps: [{ ...step('check_shadow', 'order'), ...followed(column('number', float, { notNull: true })) }],
    sql: {
      sqlite: [
        'DROP TRIGGER IF EXISTS `_authoring_sync_number_i`',
        'DROP TRIGGER IF EXISTS `_authoring_sync_number_u`',
        "CREATE TRIGGER `_authoring_sync_number_i` AFTER INSERT ON `order` FOR EACH ROW WHEN NOT (NEW.`number` IS NOT NULL) BEGIN SELECT RAISE(ABORT, 'the value does not convert') FROM `order` WHERE _rowid_ = NEW._rowid_ AND (`note` IS NOT NULL AND NOT coalesce(CAST(`note` AS REAL) = trim(`note`), 0)); UPDATE `order` SET `number` = CASE WHEN (`note` IS NOT NULL AND NOT coalesce(CAST(`note` AS REAL) = trim(`note`), 0)) THEN NULL ELSE CAST(`note` AS REAL) END WHERE _rowid_ = NEW._rowid_; END",
        "CREATE TRIGGER `_authoring_sync_number_u` AFTER UPDATE OF `note` ON `order` FOR EACH ROW WHEN NEW.`note` IS NOT OLD.`note` AND NEW.`number` IS OLD.`number` BEGIN SELECT RAISE(ABORT, 'the value does not convert') FROM `order` WHERE _rowid_ = NEW._rowid_ AND (`note` IS NOT NULL AND NOT coalesce(CAST(`note` AS REAL) = trim(`note`), 0)); UPDATE `order` SET `number` = CASE WHEN (`note` IS NOT NULL AND NOT coalesce(CAST(`note` AS REAL) = trim(`note`), 0)) THEN NULL ELSE CAST(`note` AS REAL) END WHERE _rowid_ = NEW._rowid_; END",
        '-- stops when this counts a row: SELECT count(*) FROM `order` WHERE `number` IS NULL AND `note` IS NOT NULL AND (`note` IS NOT NULL AND NOT coalesce(CAST(`note` AS REAL) = trim(`note`), 0))',
        'UPDATE `order` SET `number` = CASE WHEN (`note` IS NOT NULL AND NOT coalesce(CAST(`note` AS REAL) = trim(`note`), 0)) THEN NULL ELSE CAST(`note` AS REAL) END WHERE `number` IS NULL AND `note` IS NOT NULL',
        "CREATE TRIGGER `_authoring_sync_number_n` AFTER UPDATE OF `number` ON `order` FOR EACH ROW WHEN NEW.`number` IS NULL BEGIN SELECT RAISE(ABORT, 'NOT NULL constraint failed: order.number'); END",
      ],
      postgres: [
        `CREATE OR REPLACE FUNCTION "_authoring_sync_number"() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN IF TG_OP = ''INSERT'' AND NEW."number" IS NOT NULL THEN RETURN NEW; END IF; IF TG_OP = ''UPDATE'' AND (NEW."note" IS NOT DISTINCT FROM OLD."note" OR NEW."number" IS DISTINCT FROM OLD."number") THEN RETURN NEW; END IF; NEW."number" := (NEW."note")::real; RETURN NEW; END'`,
        'UPDATE "order" SET "number" = ("note")::real WHERE "number" IS NULL AND "note" IS NOT NULL',
      ],
      mysql: [
        "CREATE TRIGGER `_authoring_sync_number_s_i` BEFORE INSERT ON `order` FOR EACH ROW BEGIN IF NOT (NEW.`number` IS NOT NULL) THEN IF (NEW.`note` IS NOT NULL AND NOT coalesce(NEW.`note` REGEXP '^[[:space:]]*[-+]?([0-9]+([.][0-9]*)?|[.][0-9]+)([eE][-+]?[0-9]+)?[[:space:]]*$' AND abs(NEW.`note` + 0e0) < 999999.995, 0)) THEN SIGNAL SQLSTATE '22018' SET MESSAGE_TEXT = 'the value does not convert'; END IF; SET NEW.`number` = round(NEW.`note` + 0e0, 2); END IF; END",
        "CREATE TRIGGER `_authoring_sync_number_s_u` BEFORE UPDATE ON `order` FOR EACH ROW BEGIN IF NOT (CAST(NEW.`note` AS BINARY) <=> CAST(OLD.`note` AS BINARY)) AND NEW.`number` <=> OLD.`number` THEN IF (NEW.`note` IS NOT NULL AND NOT coalesce(NEW.`note` REGEXP '^[[:space:]]*[-+]?([0-9]+([.][0-9]*)?|[.][0-9]+)([eE][-+]?[0-9]+)?[[:space:]]*$' AND abs(NEW.`note` + 0e0) < 999999.995, 0)) THEN SIGNAL SQLSTATE '22018' SET MESSAGE_TEXT = 'the value does not convert'; END IF; SET NEW.`number` = round(NEW.`note` + 0e0, 2); END IF; END",
        'DROP TRIGGER IF EXISTS `_authoring_sync_number_i`',
        'DROP TRIGGER IF EXISTS `_authoring_sync_number_u`',
        "UPDATE `order` SET `number` = CASE WHEN (`note` IS NOT NULL AND NOT coalesce(`note` REGEXP '^[[:space:]]*[-+]?([0-9]+([.][0-9]*)?|[.][0-9]+)([eE][-+]?[0-9]+)?[[:space:]]*$' AND abs(`note` + 0e0) < 999999.995, 0)) THEN NULL ELSE round(`note` + 0e0, 2) END WHERE `number` IS NULL AND `note` IS NOT NULL",
      ],
    },
  },
]);
