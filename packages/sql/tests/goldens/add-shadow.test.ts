/** The SQL of `add_shadow` in every dialect: a column, and a trigger that no value of a writer can fail. */
import { conversionBetween, syncName } from '@objectstack/metadata-authoring';
import { column, date, datetime, float, json, literal, step, string, table, text } from '@objectstack/metadata-authoring-testkit';
import { goldens } from '../support/golden.ts';
import { shadowOf } from '../support/shadow-steps.ts';

goldens([
  {
    name: 'text to number',
    steps: [{ ...step('add_shadow', 'order'), ...shadowOf('order', 'note', text, float) }],
    sql: {
      sqlite: [
        'ALTER TABLE `order` ADD COLUMN `_authoring_new_note` float',
        'CREATE TRIGGER `_authoring_sync_aa50307fc8b091ab5d8ab429_i` AFTER INSERT ON `order` FOR EACH ROW BEGIN UPDATE `order` SET `_authoring_new_note` = CASE WHEN (`note` IS NOT NULL AND NOT coalesce(CAST(`note` AS REAL) = trim(`note`), 0)) THEN NULL ELSE CAST(`note` AS REAL) END WHERE _rowid_ = NEW._rowid_; END',
        'CREATE TRIGGER `_authoring_sync_aa50307fc8b091ab5d8ab429_u` AFTER UPDATE OF `note` ON `order` FOR EACH ROW WHEN NEW.`note` IS NOT OLD.`note` BEGIN UPDATE `order` SET `_authoring_new_note` = CASE WHEN (`note` IS NOT NULL AND NOT coalesce(CAST(`note` AS REAL) = trim(`note`), 0)) THEN NULL ELSE CAST(`note` AS REAL) END WHERE _rowid_ = NEW._rowid_; END',
      ],
      postgres: [
        'ALTER TABLE "order" ADD COLUMN "_authoring_new_note" real',
        `CREATE OR REPLACE FUNCTION "_authoring_sync_aa50307fc8b091ab5d8ab429"() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN IF TG_OP = ''UPDATE'' AND NEW."note" IS NOT DISTINCT FROM OLD."note" THEN RETURN NEW; END IF; NEW."_authoring_new_note" := (NEW."note")::real; RETURN NEW; EXCEPTION WHEN data_exception THEN NEW."_authoring_new_note" := NULL; RETURN NEW; END'`,
        'CREATE TRIGGER "_authoring_sync_aa50307fc8b091ab5d8ab429" BEFORE INSERT OR UPDATE OF "note" ON "order" FOR EACH ROW EXECUTE FUNCTION "_authoring_sync_aa50307fc8b091ab5d8ab429"()',
      ],
      mysql: [
        'ALTER TABLE `order` ADD COLUMN `_authoring_new_note` float(8,2) NULL, ALGORITHM=INSTANT -- else ALGORITHM=INPLACE, LOCK=NONE',
        `CREATE TRIGGER \`_authoring_sync_aa50307fc8b091ab5d8ab429_i\` BEFORE INSERT ON \`order\` FOR EACH ROW BEGIN DECLARE CONTINUE HANDLER FOR SQLEXCEPTION SET NEW.\`_authoring_new_note\` = NULL; SET NEW.\`_authoring_new_note\` = CASE WHEN (NEW.\`note\` IS NOT NULL AND NOT coalesce(NEW.\`note\` REGEXP '^[[:space:]]*[-+]?([0-9]+([.][0-9]*)?|[.][0-9]+)([eE][-+]?[0-9]+)?[[:space:]]*$' AND abs(NEW.\`note\` + 0e0) < 999999.995, 0)) THEN NULL ELSE round(NEW.\`note\` + 0e0, 2) END; END`,
        `CREATE TRIGGER \`_authoring_sync_aa50307fc8b091ab5d8ab429_u\` BEFORE UPDATE ON \`order\` FOR EACH ROW BEGIN DECLARE CONTINUE HANDLER FOR SQLEXCEPTION SET NEW.\`_authoring_new_note\` = NULL; IF NOT (CAST(NEW.\`note\` AS BINARY) <=> CAST(OLD.\`note\` AS BINARY)) THEN SET NEW.\`_authoring_new_note\` = CASE WHEN (NEW.\`note\` IS NOT NULL AND NOT coalesce(NEW.\`note\` REGEXP '^[[:space:]]*[-+]?([0-9]+([.][0-9]*)?|[.][0-9]+)([eE][-+]?[0-9]+)?[[:space:]]*$' AND abs(NEW.\`note\` + 0e0) < 999999.995, 0)) THEN NULL ELSE round(NEW.\`note\` + 0e0, 2) END; END IF; END`,
      ],
    },
  },
  {
    name: 'number to text',
    steps: [{ ...step('add_shadow', 'order'), ...shadowOf('order', 'size', float, string(20)) }],
    sql: {
      sqlite: [
        'ALTER TABLE `order` ADD COLUMN `_authoring_new_size` varchar(20)',
        'CREATE TRIGGER `_authoring_sync_81d81b3eb82be81e69d2cafd_i` AFTER INSERT ON `order` FOR EACH ROW BEGIN UPDATE `order` SET `_authoring_new_size` = CASE WHEN coalesce(length(CASE WHEN `size` = CAST(`size` AS INTEGER) THEN CAST(CAST(`size` AS INTEGER) AS TEXT) ELSE CAST(`size` AS TEXT) END) > 20, 0) THEN NULL ELSE CASE WHEN `size` = CAST(`size` AS INTEGER) THEN CAST(CAST(`size` AS INTEGER) AS TEXT) ELSE CAST(`size` AS TEXT) END END WHERE _rowid_ = NEW._rowid_; END',
        'CREATE TRIGGER `_authoring_sync_81d81b3eb82be81e69d2cafd_u` AFTER UPDATE OF `size` ON `order` FOR EACH ROW WHEN NEW.`size` IS NOT OLD.`size` BEGIN UPDATE `order` SET `_authoring_new_size` = CASE WHEN coalesce(length(CASE WHEN `size` = CAST(`size` AS INTEGER) THEN CAST(CAST(`size` AS INTEGER) AS TEXT) ELSE CAST(`size` AS TEXT) END) > 20, 0) THEN NULL ELSE CASE WHEN `size` = CAST(`size` AS INTEGER) THEN CAST(CAST(`size` AS INTEGER) AS TEXT) ELSE CAST(`size` AS TEXT) END END WHERE _rowid_ = NEW._rowid_; END',
      ],
      postgres: [
        'ALTER TABLE "order" ADD COLUMN "_authoring_new_size" varchar(20)',
        `CREATE OR REPLACE FUNCTION "_authoring_sync_81d81b3eb82be81e69d2cafd"() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN IF TG_OP = ''UPDATE'' AND NEW."size" IS NOT DISTINCT FROM OLD."size" THEN RETURN NEW; END IF; NEW."_authoring_new_size" := trim_scale(NEW."size"::text::numeric)::text; RETURN NEW; EXCEPTION WHEN data_exception THEN NEW."_authoring_new_size" := NULL; RETURN NEW; END'`,
        'CREATE TRIGGER "_authoring_sync_81d81b3eb82be81e69d2cafd" BEFORE INSERT OR UPDATE OF "size" ON "order" FOR EACH ROW EXECUTE FUNCTION "_authoring_sync_81d81b3eb82be81e69d2cafd"()',
      ],
      mysql: [
        'ALTER TABLE `order` ADD COLUMN `_authoring_new_size` varchar(20) NULL, ALGORITHM=INSTANT -- else ALGORITHM=INPLACE, LOCK=NONE',
        `CREATE TRIGGER \`_authoring_sync_81d81b3eb82be81e69d2cafd_i\` BEFORE INSERT ON \`order\` FOR EACH ROW BEGIN SET NEW.\`_authoring_new_size\` = CASE WHEN coalesce(char_length(trim(TRAILING '.' FROM trim(TRAILING '0' FROM cast(NEW.\`size\` AS decimal(20, 2))))) > 20, 0) THEN NULL ELSE trim(TRAILING '.' FROM trim(TRAILING '0' FROM cast(NEW.\`size\` AS decimal(20, 2)))) END; END`,
        `CREATE TRIGGER \`_authoring_sync_81d81b3eb82be81e69d2cafd_u\` BEFORE UPDATE ON \`order\` FOR EACH ROW BEGIN IF NOT (NEW.\`size\` <=> OLD.\`size\`) THEN SET NEW.\`_authoring_new_size\` = CASE WHEN coalesce(char_length(trim(TRAILING '.' FROM trim(TRAILING '0' FROM cast(NEW.\`size\` AS decimal(20, 2))))) > 20, 0) THEN NULL ELSE trim(TRAILING '.' FROM trim(TRAILING '0' FROM cast(NEW.\`size\` AS decimal(20, 2)))) END; END IF; END`,
      ],
    },
  },
  {
    name: 'a scalar to JSON',
    steps: [{ ...step('add_shadow', 'order'), ...shadowOf('order', 'name', string(80), json) }],
    sql: {
      sqlite: [
        'ALTER TABLE `order` ADD COLUMN `_authoring_new_name` text',
        'CREATE TRIGGER `_authoring_sync_05f028cb96f69b9e95258944_i` AFTER INSERT ON `order` FOR EACH ROW BEGIN UPDATE `order` SET `_authoring_new_name` = CASE WHEN `name` IS NOT NULL THEN json_array(`name`) END WHERE _rowid_ = NEW._rowid_; END',
        'CREATE TRIGGER `_authoring_sync_05f028cb96f69b9e95258944_u` AFTER UPDATE OF `name` ON `order` FOR EACH ROW WHEN NEW.`name` IS NOT OLD.`name` BEGIN UPDATE `order` SET `_authoring_new_name` = CASE WHEN `name` IS NOT NULL THEN json_array(`name`) END WHERE _rowid_ = NEW._rowid_; END',
      ],
      postgres: [
        'ALTER TABLE "order" ADD COLUMN "_authoring_new_name" json',
        `CREATE OR REPLACE FUNCTION "_authoring_sync_05f028cb96f69b9e95258944"() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN IF TG_OP = ''UPDATE'' AND NEW."name" IS NOT DISTINCT FROM OLD."name" THEN RETURN NEW; END IF; NEW."_authoring_new_name" := CASE WHEN NEW."name" IS NOT NULL THEN json_build_array(NEW."name") END; RETURN NEW; EXCEPTION WHEN data_exception THEN NEW."_authoring_new_name" := NULL; RETURN NEW; END'`,
        'CREATE TRIGGER "_authoring_sync_05f028cb96f69b9e95258944" BEFORE INSERT OR UPDATE OF "name" ON "order" FOR EACH ROW EXECUTE FUNCTION "_authoring_sync_05f028cb96f69b9e95258944"()',
      ],
      mysql: [
        'ALTER TABLE `order` ADD COLUMN `_authoring_new_name` json NULL, ALGORITHM=INSTANT -- else ALGORITHM=INPLACE, LOCK=NONE',
        `CREATE TRIGGER \`_authoring_sync_05f028cb96f69b9e95258944_i\` BEFORE INSERT ON \`order\` FOR EACH ROW BEGIN SET NEW.\`_authoring_new_name\` = CASE WHEN NEW.\`name\` IS NOT NULL THEN concat('[', json_quote(NEW.\`name\`), ']') END; END`,
        `CREATE TRIGGER \`_authoring_sync_05f028cb96f69b9e95258944_u\` BEFORE UPDATE ON \`order\` FOR EACH ROW BEGIN IF NOT (CAST(NEW.\`name\` AS BINARY) <=> CAST(OLD.\`name\` AS BINARY)) THEN SET NEW.\`_authoring_new_name\` = CASE WHEN NEW.\`name\` IS NOT NULL THEN concat('[', json_quote(NEW.\`name\`), ']') END; END IF; END`,
      ],
    },
  },
  {
    name: 'JSON to a number: two conversions, each may fail',
    before: [table('order', [column('tags', json)])],
    steps: [{ ...step('add_shadow', 'order'), ...shadowOf('order', 'tags', json, float) }],
    sql: {
      sqlite: [
        'ALTER TABLE `order` ADD COLUMN `_authoring_new_tags` float',
        "CREATE TRIGGER `_authoring_sync_9b7e59ce604b817838b7da9a_i` AFTER INSERT ON `order` FOR EACH ROW BEGIN UPDATE `order` SET `_authoring_new_tags` = CASE WHEN CASE WHEN (`tags` IS NOT NULL AND (NOT json_valid(`tags`) OR instr(replace(`tags`, '\\\\', ''), '\\u0000') > 0)) THEN 1 ELSE (CASE json_type(`tags`) WHEN 'array' THEN CASE json_type(`tags`, '$[0]') WHEN 'text' THEN `tags` ->> '$[0]' WHEN 'null' THEN NULL ELSE (`tags` -> '$[0]') || '' END ELSE CASE json_type(`tags`, '$') WHEN 'text' THEN `tags` ->> '$' WHEN 'null' THEN NULL ELSE (`tags` -> '$') || '' END END IS NOT NULL AND NOT coalesce(CAST(CASE json_type(`tags`) WHEN 'array' THEN CASE json_type(`tags`, '$[0]') WHEN 'text' THEN `tags` ->> '$[0]' WHEN 'null' THEN NULL ELSE (`tags` -> '$[0]') || '' END ELSE CASE json_type(`tags`, '$') WHEN 'text' THEN `tags` ->> '$' WHEN 'null' THEN NULL ELSE (`tags` -> '$') || '' END END AS REAL) = trim(CASE json_type(`tags`) WHEN 'array' THEN CASE json_type(`tags`, '$[0]') WHEN 'text' THEN `tags` ->> '$[0]' WHEN 'null' THEN NULL ELSE (`tags` -> '$[0]') || '' END ELSE CASE json_type(`tags`, '$') WHEN 'text' THEN `tags` ->> '$' WHEN 'null' THEN NULL ELSE (`tags` -> '$') || '' END END), 0)) END THEN NULL ELSE CAST(CASE json_type(`tags`) WHEN 'array' THEN CASE json_type(`tags`, '$[0]') WHEN 'text' THEN `tags` ->> '$[0]' WHEN 'null' THEN NULL ELSE (`tags` -> '$[0]') || '' END ELSE CASE json_type(`tags`, '$') WHEN 'text' THEN `tags` ->> '$' WHEN 'null' THEN NULL ELSE (`tags` -> '$') || '' END END AS REAL) END WHERE _rowid_ = NEW._rowid_; END",
        "CREATE TRIGGER `_authoring_sync_9b7e59ce604b817838b7da9a_u` AFTER UPDATE OF `tags` ON `order` FOR EACH ROW WHEN NEW.`tags` IS NOT OLD.`tags` BEGIN UPDATE `order` SET `_authoring_new_tags` = CASE WHEN CASE WHEN (`tags` IS NOT NULL AND (NOT json_valid(`tags`) OR instr(replace(`tags`, '\\\\', ''), '\\u0000') > 0)) THEN 1 ELSE (CASE json_type(`tags`) WHEN 'array' THEN CASE json_type(`tags`, '$[0]') WHEN 'text' THEN `tags` ->> '$[0]' WHEN 'null' THEN NULL ELSE (`tags` -> '$[0]') || '' END ELSE CASE json_type(`tags`, '$') WHEN 'text' THEN `tags` ->> '$' WHEN 'null' THEN NULL ELSE (`tags` -> '$') || '' END END IS NOT NULL AND NOT coalesce(CAST(CASE json_type(`tags`) WHEN 'array' THEN CASE json_type(`tags`, '$[0]') WHEN 'text' THEN `tags` ->> '$[0]' WHEN 'null' THEN NULL ELSE (`tags` -> '$[0]') || '' END ELSE CASE json_type(`tags`, '$') WHEN 'text' THEN `tags` ->> '$' WHEN 'null' THEN NULL ELSE (`tags` -> '$') || '' END END AS REAL) = trim(CASE json_type(`tags`) WHEN 'array' THEN CASE json_type(`tags`, '$[0]') WHEN 'text' THEN `tags` ->> '$[0]' WHEN 'null' THEN NULL ELSE (`tags` -> '$[0]') || '' END ELSE CASE json_type(`tags`, '$') WHEN 'text' THEN `tags` ->> '$' WHEN 'null' THEN NULL ELSE (`tags` -> '$') || '' END END), 0)) END THEN NULL ELSE CAST(CASE json_type(`tags`) WHEN 'array' THEN CASE json_type(`tags`, '$[0]') WHEN 'text' THEN `tags` ->> '$[0]' WHEN 'null' THEN NULL ELSE (`tags` -> '$[0]') || '' END ELSE CASE json_type(`tags`, '$') WHEN 'text' THEN `tags` ->> '$' WHEN 'null' THEN NULL ELSE (`tags` -> '$') || '' END END AS REAL) END WHERE _rowid_ = NEW._rowid_; END",
      ],
      postgres: [
        'ALTER TABLE "order" ADD COLUMN "_authoring_new_tags" real',
        `CREATE OR REPLACE FUNCTION "_authoring_sync_9b7e59ce604b817838b7da9a"() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN IF TG_OP = ''UPDATE'' AND NEW."tags"::text IS NOT DISTINCT FROM OLD."tags"::text THEN RETURN NEW; END IF; NEW."_authoring_new_tags" := (CASE json_typeof(NEW."tags") WHEN ''array'' THEN NEW."tags" ->> 0 ELSE NEW."tags" #>> ''{}'' END)::real; RETURN NEW; EXCEPTION WHEN data_exception THEN NEW."_authoring_new_tags" := NULL; RETURN NEW; END'`,
        'CREATE TRIGGER "_authoring_sync_9b7e59ce604b817838b7da9a" BEFORE INSERT OR UPDATE OF "tags" ON "order" FOR EACH ROW EXECUTE FUNCTION "_authoring_sync_9b7e59ce604b817838b7da9a"()',
      ],
      mysql: [
        'ALTER TABLE `order` ADD COLUMN `_authoring_new_tags` float(8,2) NULL, ALGORITHM=INSTANT -- else ALGORITHM=INPLACE, LOCK=NONE',
        "CREATE TRIGGER `_authoring_sync_9b7e59ce604b817838b7da9a_i` BEFORE INSERT ON `order` FOR EACH ROW BEGIN DECLARE CONTINUE HANDLER FOR SQLEXCEPTION SET NEW.`_authoring_new_tags` = NULL; SET NEW.`_authoring_new_tags` = CASE WHEN ((coalesce(locate('\\\\u0000', replace(NEW.`tags`, '\\\\\\\\', '')) > 0, 0)) OR (CASE json_type(json_extract(NEW.`tags`, if(json_type(NEW.`tags`) = 'ARRAY', '$[0]', '$'))) WHEN 'NULL' THEN NULL ELSE json_unquote(json_extract(NEW.`tags`, if(json_type(NEW.`tags`) = 'ARRAY', '$[0]', '$'))) END IS NOT NULL AND NOT coalesce(CASE json_type(json_extract(NEW.`tags`, if(json_type(NEW.`tags`) = 'ARRAY', '$[0]', '$'))) WHEN 'NULL' THEN NULL ELSE json_unquote(json_extract(NEW.`tags`, if(json_type(NEW.`tags`) = 'ARRAY', '$[0]', '$'))) END REGEXP '^[[:space:]]*[-+]?([0-9]+([.][0-9]*)?|[.][0-9]+)([eE][-+]?[0-9]+)?[[:space:]]*$' AND abs(CASE json_type(json_extract(NEW.`tags`, if(json_type(NEW.`tags`) = 'ARRAY', '$[0]', '$'))) WHEN 'NULL' THEN NULL ELSE json_unquote(json_extract(NEW.`tags`, if(json_type(NEW.`tags`) = 'ARRAY', '$[0]', '$'))) END + 0e0) < 999999.995, 0))) THEN NULL ELSE round(CASE json_type(json_extract(NEW.`tags`, if(json_type(NEW.`tags`) = 'ARRAY', '$[0]', '$'))) WHEN 'NULL' THEN NULL ELSE json_unquote(json_extract(NEW.`tags`, if(json_type(NEW.`tags`) = 'ARRAY', '$[0]', '$'))) END + 0e0, 2) END; END",
        "CREATE TRIGGER `_authoring_sync_9b7e59ce604b817838b7da9a_u` BEFORE UPDATE ON `order` FOR EACH ROW BEGIN DECLARE CONTINUE HANDLER FOR SQLEXCEPTION SET NEW.`_authoring_new_tags` = NULL; IF NOT (CAST(NEW.`tags` AS BINARY) <=> CAST(OLD.`tags` AS BINARY)) THEN SET NEW.`_authoring_new_tags` = CASE WHEN ((coalesce(locate('\\\\u0000', replace(NEW.`tags`, '\\\\\\\\', '')) > 0, 0)) OR (CASE json_type(json_extract(NEW.`tags`, if(json_type(NEW.`tags`) = 'ARRAY', '$[0]', '$'))) WHEN 'NULL' THEN NULL ELSE json_unquote(json_extract(NEW.`tags`, if(json_type(NEW.`tags`) = 'ARRAY', '$[0]', '$'))) END IS NOT NULL AND NOT coalesce(CASE json_type(json_extract(NEW.`tags`, if(json_type(NEW.`tags`) = 'ARRAY', '$[0]', '$'))) WHEN 'NULL' THEN NULL ELSE json_unquote(json_extract(NEW.`tags`, if(json_type(NEW.`tags`) = 'ARRAY', '$[0]', '$'))) END REGEXP '^[[:space:]]*[-+]?([0-9]+([.][0-9]*)?|[.][0-9]+)([eE][-+]?[0-9]+)?[[:space:]]*$' AND abs(CASE json_type(json_extract(NEW.`tags`, if(json_type(NEW.`tags`) = 'ARRAY', '$[0]', '$'))) WHEN 'NULL' THEN NULL ELSE json_unquote(json_extract(NEW.`tags`, if(json_type(NEW.`tags`) = 'ARRAY', '$[0]', '$'))) END + 0e0) < 999999.995, 0))) THEN NULL ELSE round(CASE json_type(json_extract(NEW.`tags`, if(json_type(NEW.`tags`) = 'ARRAY', '$[0]', '$'))) WHEN 'NULL' THEN NULL ELSE json_unquote(json_extract(NEW.`tags`, if(json_type(NEW.`tags`) = 'ARRAY', '$[0]', '$'))) END + 0e0, 2) END; END IF; END",
      ],
    },
  },
  {
    name: 'a narrower text, never cut',
    steps: [{ ...step('add_shadow', 'order'), ...shadowOf('order', 'note', text, string(40)) }],
    sql: {
      sqlite: [
        'ALTER TABLE `order` ADD COLUMN `_authoring_new_note` varchar(40)',
        'CREATE TRIGGER `_authoring_sync_aa50307fc8b091ab5d8ab429_i` AFTER INSERT ON `order` FOR EACH ROW BEGIN UPDATE `order` SET `_authoring_new_note` = CASE WHEN coalesce(length(`note`) > 40, 0) THEN NULL ELSE `note` END WHERE _rowid_ = NEW._rowid_; END',
        'CREATE TRIGGER `_authoring_sync_aa50307fc8b091ab5d8ab429_u` AFTER UPDATE OF `note` ON `order` FOR EACH ROW WHEN NEW.`note` IS NOT OLD.`note` BEGIN UPDATE `order` SET `_authoring_new_note` = CASE WHEN coalesce(length(`note`) > 40, 0) THEN NULL ELSE `note` END WHERE _rowid_ = NEW._rowid_; END',
      ],
      postgres: [
        'ALTER TABLE "order" ADD COLUMN "_authoring_new_note" varchar(40)',
        `CREATE OR REPLACE FUNCTION "_authoring_sync_aa50307fc8b091ab5d8ab429"() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN IF TG_OP = ''UPDATE'' AND NEW."note" IS NOT DISTINCT FROM OLD."note" THEN RETURN NEW; END IF; NEW."_authoring_new_note" := CASE WHEN length(NEW."note") > 40 THEN (NEW."note") || ''.'' ELSE NEW."note" END; RETURN NEW; EXCEPTION WHEN data_exception THEN NEW."_authoring_new_note" := NULL; RETURN NEW; END'`,
        'CREATE TRIGGER "_authoring_sync_aa50307fc8b091ab5d8ab429" BEFORE INSERT OR UPDATE OF "note" ON "order" FOR EACH ROW EXECUTE FUNCTION "_authoring_sync_aa50307fc8b091ab5d8ab429"()',
      ],
      mysql: [
        'ALTER TABLE `order` ADD COLUMN `_authoring_new_note` varchar(40) NULL, ALGORITHM=INSTANT -- else ALGORITHM=INPLACE, LOCK=NONE',
        'CREATE TRIGGER `_authoring_sync_aa50307fc8b091ab5d8ab429_i` BEFORE INSERT ON `order` FOR EACH ROW BEGIN SET NEW.`_authoring_new_note` = CASE WHEN coalesce(char_length(NEW.`note`) > 40, 0) THEN NULL ELSE NEW.`note` END; END',
        'CREATE TRIGGER `_authoring_sync_aa50307fc8b091ab5d8ab429_u` BEFORE UPDATE ON `order` FOR EACH ROW BEGIN IF NOT (CAST(NEW.`note` AS BINARY) <=> CAST(OLD.`note` AS BINARY)) THEN SET NEW.`_authoring_new_note` = CASE WHEN coalesce(char_length(NEW.`note`) > 40, 0) THEN NULL ELSE NEW.`note` END; END IF; END',
      ],
    },
  },
  {
    name: 'text to instant',
    steps: [{ ...step('add_shadow', 'order'), ...shadowOf('order', 'note', text, datetime) }],
    sql: {
      sqlite: [
        'ALTER TABLE `order` ADD COLUMN `_authoring_new_note` datetime',
        `CREATE TRIGGER \`_authoring_sync_aa50307fc8b091ab5d8ab429_i\` AFTER INSERT ON \`order\` FOR EACH ROW BEGIN UPDATE \`order\` SET \`_authoring_new_note\` = CASE WHEN (\`note\` IS NOT NULL AND NOT coalesce(\`note\` GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]*' AND date(substr(\`note\`, 1, 10)) = substr(\`note\`, 1, 10) AND datetime(\`note\`) IS NOT NULL, 0)) THEN NULL ELSE strftime('%Y-%m-%dT%H:%M:%fZ', \`note\`) END WHERE _rowid_ = NEW._rowid_; END`,
        `CREATE TRIGGER \`_authoring_sync_aa50307fc8b091ab5d8ab429_u\` AFTER UPDATE OF \`note\` ON \`order\` FOR EACH ROW WHEN NEW.\`note\` IS NOT OLD.\`note\` BEGIN UPDATE \`order\` SET \`_authoring_new_note\` = CASE WHEN (\`note\` IS NOT NULL AND NOT coalesce(\`note\` GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]*' AND date(substr(\`note\`, 1, 10)) = substr(\`note\`, 1, 10) AND datetime(\`note\`) IS NOT NULL, 0)) THEN NULL ELSE strftime('%Y-%m-%dT%H:%M:%fZ', \`note\`) END WHERE _rowid_ = NEW._rowid_; END`,
      ],
      postgres: [
        'ALTER TABLE "order" ADD COLUMN "_authoring_new_note" timestamptz',
        `CREATE OR REPLACE FUNCTION "_authoring_sync_aa50307fc8b091ab5d8ab429"() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN IF TG_OP = ''UPDATE'' AND NEW."note" IS NOT DISTINCT FROM OLD."note" THEN RETURN NEW; END IF; NEW."_authoring_new_note" := (NEW."note")::timestamptz; RETURN NEW; EXCEPTION WHEN data_exception THEN NEW."_authoring_new_note" := NULL; RETURN NEW; END'`,
        'CREATE TRIGGER "_authoring_sync_aa50307fc8b091ab5d8ab429" BEFORE INSERT OR UPDATE OF "note" ON "order" FOR EACH ROW EXECUTE FUNCTION "_authoring_sync_aa50307fc8b091ab5d8ab429"()',
      ],
      mysql: [
        'ALTER TABLE `order` ADD COLUMN `_authoring_new_note` datetime(3) NULL, ALGORITHM=INSTANT -- else ALGORITHM=INPLACE, LOCK=NONE',
        `CREATE TRIGGER \`_authoring_sync_aa50307fc8b091ab5d8ab429_i\` BEFORE INSERT ON \`order\` FOR EACH ROW BEGIN DECLARE CONTINUE HANDLER FOR SQLEXCEPTION SET NEW.\`_authoring_new_note\` = NULL; SET NEW.\`_authoring_new_note\` = CASE WHEN (NEW.\`note\` IS NOT NULL AND NOT coalesce(trim(NEW.\`note\`) REGEXP '^(?!0000)[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])([T ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]+)?)?(Z|[+-][0-9]{2}:?[0-9]{2})?)?$' AND substring(trim(NEW.\`note\`), 9, 2) <= day(last_day(concat(left(trim(NEW.\`note\`), 7), '-01'))), 0)) THEN NULL ELSE timestampadd(MINUTE, CASE WHEN trim(NEW.\`note\`) REGEXP '[+][0-9]{2}:?[0-9]{2}$' THEN -(substring(replace(right(trim(NEW.\`note\`), 6), ':', ''), -4, 2) * 60 + substring(replace(right(trim(NEW.\`note\`), 6), ':', ''), -2)) WHEN trim(NEW.\`note\`) REGEXP 'T.*-[0-9]{2}:?[0-9]{2}$' THEN (substring(replace(right(trim(NEW.\`note\`), 6), ':', ''), -4, 2) * 60 + substring(replace(right(trim(NEW.\`note\`), 6), ':', ''), -2)) ELSE 0 END, cast(regexp_replace(replace(trim(NEW.\`note\`), 'T', ' '), '(Z|[+-][0-9]{2}:?[0-9]{2})$', '') AS datetime(3))) END; END`,
        `CREATE TRIGGER \`_authoring_sync_aa50307fc8b091ab5d8ab429_u\` BEFORE UPDATE ON \`order\` FOR EACH ROW BEGIN DECLARE CONTINUE HANDLER FOR SQLEXCEPTION SET NEW.\`_authoring_new_note\` = NULL; IF NOT (CAST(NEW.\`note\` AS BINARY) <=> CAST(OLD.\`note\` AS BINARY)) THEN SET NEW.\`_authoring_new_note\` = CASE WHEN (NEW.\`note\` IS NOT NULL AND NOT coalesce(trim(NEW.\`note\`) REGEXP '^(?!0000)[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])([T ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]+)?)?(Z|[+-][0-9]{2}:?[0-9]{2})?)?$' AND substring(trim(NEW.\`note\`), 9, 2) <= day(last_day(concat(left(trim(NEW.\`note\`), 7), '-01'))), 0)) THEN NULL ELSE timestampadd(MINUTE, CASE WHEN trim(NEW.\`note\`) REGEXP '[+][0-9]{2}:?[0-9]{2}$' THEN -(substring(replace(right(trim(NEW.\`note\`), 6), ':', ''), -4, 2) * 60 + substring(replace(right(trim(NEW.\`note\`), 6), ':', ''), -2)) WHEN trim(NEW.\`note\`) REGEXP 'T.*-[0-9]{2}:?[0-9]{2}$' THEN (substring(replace(right(trim(NEW.\`note\`), 6), ':', ''), -4, 2) * 60 + substring(replace(right(trim(NEW.\`note\`), 6), ':', ''), -2)) ELSE 0 END, cast(regexp_replace(replace(trim(NEW.\`note\`), 'T', ' '), '(Z|[+-][0-9]{2}:?[0-9]{2})$', '') AS datetime(3))) END; END IF; END`,
      ],
    },
  },
  {
    name: 'required with a default, where a new column may be both at once',
    steps: [{ ...step('add_shadow', 'order'), ...shadowOf('order', 'name', string(80), string(80), { notNull: true, default: literal('none'), fill: { op: 'literal', value: 'none' } }) }],
    sql: {
      sqlite: [
        `ALTER TABLE \`order\` ADD COLUMN \`_authoring_new_name\` varchar(80) not null default 'none'`,
        `CREATE TRIGGER \`_authoring_sync_05f028cb96f69b9e95258944_i\` AFTER INSERT ON \`order\` FOR EACH ROW BEGIN UPDATE \`order\` SET \`_authoring_new_name\` = CASE WHEN coalesce(length(coalesce(\`name\`, 'none')) > 80, 0) THEN NULL ELSE coalesce(\`name\`, 'none') END WHERE _rowid_ = NEW._rowid_; END`,
        `CREATE TRIGGER \`_authoring_sync_05f028cb96f69b9e95258944_u\` AFTER UPDATE OF \`name\` ON \`order\` FOR EACH ROW WHEN NEW.\`name\` IS NOT OLD.\`name\` BEGIN UPDATE \`order\` SET \`_authoring_new_name\` = CASE WHEN coalesce(length(coalesce(\`name\`, 'none')) > 80, 0) THEN NULL ELSE coalesce(\`name\`, 'none') END WHERE _rowid_ = NEW._rowid_; END`,
      ],
      postgres: [
        `ALTER TABLE "order" ADD COLUMN "_authoring_new_name" varchar(80) NOT NULL DEFAULT 'none'`,
        `CREATE OR REPLACE FUNCTION "_authoring_sync_05f028cb96f69b9e95258944"() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN IF TG_OP = ''UPDATE'' AND NEW."name" IS NOT DISTINCT FROM OLD."name" THEN RETURN NEW; END IF; NEW."_authoring_new_name" := coalesce(NEW."name", ''none''); RETURN NEW; EXCEPTION WHEN data_exception THEN NEW."_authoring_new_name" := NULL; RETURN NEW; END'`,
        'CREATE TRIGGER "_authoring_sync_05f028cb96f69b9e95258944" BEFORE INSERT OR UPDATE OF "name" ON "order" FOR EACH ROW EXECUTE FUNCTION "_authoring_sync_05f028cb96f69b9e95258944"()',
      ],
      mysql: [
        `ALTER TABLE \`order\` ADD COLUMN \`_authoring_new_name\` varchar(80) NOT NULL DEFAULT 'none', ALGORITHM=INSTANT -- else ALGORITHM=INPLACE, LOCK=NONE`,
        `CREATE TRIGGER \`_authoring_sync_05f028cb96f69b9e95258944_i\` BEFORE INSERT ON \`order\` FOR EACH ROW BEGIN SET NEW.\`_authoring_new_name\` = CASE WHEN coalesce(char_length(coalesce(NEW.\`name\`, 'none')) > 80, 0) THEN NULL ELSE coalesce(NEW.\`name\`, 'none') END; END`,
        `CREATE TRIGGER \`_authoring_sync_05f028cb96f69b9e95258944_u\` BEFORE UPDATE ON \`order\` FOR EACH ROW BEGIN IF NOT (CAST(NEW.\`name\` AS BINARY) <=> CAST(OLD.\`name\` AS BINARY)) THEN SET NEW.\`_authoring_new_name\` = CASE WHEN coalesce(char_length(coalesce(NEW.\`name\`, 'none')) > 80, 0) THEN NULL ELSE coalesce(NEW.\`name\`, 'none') END; END IF; END`,
      ],
    },
  },
  {
    name: 'filled with a text that needs quoting, twice within a function',
    steps: [{ ...step('add_shadow', 'order'), ...shadowOf('order', 'note', text, string(40), { fill: { op: 'literal', value: `it's \\ $1` } }) }],
    sql: {
      sqlite: [
        'ALTER TABLE `order` ADD COLUMN `_authoring_new_note` varchar(40)',
        `CREATE TRIGGER \`_authoring_sync_aa50307fc8b091ab5d8ab429_i\` AFTER INSERT ON \`order\` FOR EACH ROW BEGIN UPDATE \`order\` SET \`_authoring_new_note\` = CASE WHEN coalesce(length(coalesce(\`note\`, 'it''s \\ $1')) > 40, 0) THEN NULL ELSE coalesce(\`note\`, 'it''s \\ $1') END WHERE _rowid_ = NEW._rowid_; END`,
        `CREATE TRIGGER \`_authoring_sync_aa50307fc8b091ab5d8ab429_u\` AFTER UPDATE OF \`note\` ON \`order\` FOR EACH ROW WHEN NEW.\`note\` IS NOT OLD.\`note\` BEGIN UPDATE \`order\` SET \`_authoring_new_note\` = CASE WHEN coalesce(length(coalesce(\`note\`, 'it''s \\ $1')) > 40, 0) THEN NULL ELSE coalesce(\`note\`, 'it''s \\ $1') END WHERE _rowid_ = NEW._rowid_; END`,
      ],
      postgres: [
        'ALTER TABLE "order" ADD COLUMN "_authoring_new_note" varchar(40)',
        `CREATE OR REPLACE FUNCTION "_authoring_sync_aa50307fc8b091ab5d8ab429"() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN IF TG_OP = ''UPDATE'' AND NEW."note" IS NOT DISTINCT FROM OLD."note" THEN RETURN NEW; END IF; NEW."_authoring_new_note" := CASE WHEN length(coalesce(NEW."note", ''it''''s \\ $1'')) > 40 THEN (coalesce(NEW."note", ''it''''s \\ $1'')) || ''.'' ELSE coalesce(NEW."note", ''it''''s \\ $1'') END; RETURN NEW; EXCEPTION WHEN data_exception THEN NEW."_authoring_new_note" := NULL; RETURN NEW; END'`,
        'CREATE TRIGGER "_authoring_sync_aa50307fc8b091ab5d8ab429" BEFORE INSERT OR UPDATE OF "note" ON "order" FOR EACH ROW EXECUTE FUNCTION "_authoring_sync_aa50307fc8b091ab5d8ab429"()',
      ],
      mysql: [
        'ALTER TABLE `order` ADD COLUMN `_authoring_new_note` varchar(40) NULL, ALGORITHM=INSTANT -- else ALGORITHM=INPLACE, LOCK=NONE',
        `CREATE TRIGGER \`_authoring_sync_aa50307fc8b091ab5d8ab429_i\` BEFORE INSERT ON \`order\` FOR EACH ROW BEGIN SET NEW.\`_authoring_new_note\` = CASE WHEN coalesce(char_length(coalesce(NEW.\`note\`, 'it''s \\\\ $1')) > 40, 0) THEN NULL ELSE coalesce(NEW.\`note\`, 'it''s \\\\ $1') END; END`,
        `CREATE TRIGGER \`_authoring_sync_aa50307fc8b091ab5d8ab429_u\` BEFORE UPDATE ON \`order\` FOR EACH ROW BEGIN IF NOT (CAST(NEW.\`note\` AS BINARY) <=> CAST(OLD.\`note\` AS BINARY)) THEN SET NEW.\`_authoring_new_note\` = CASE WHEN coalesce(char_length(coalesce(NEW.\`note\`, 'it''s \\\\ $1')) > 40, 0) THEN NULL ELSE coalesce(NEW.\`note\`, 'it''s \\\\ $1') END; END IF; END`,
      ],
    },
  },
  {
    name: 'filled with now',
    before: [table('order', [column('seen', text)])],
    steps: [{ ...step('add_shadow', 'order'), ...shadowOf('order', 'seen', text, date, { fill: { op: 'now' } }) }],
    sql: {
      sqlite: [
        'ALTER TABLE `order` ADD COLUMN `_authoring_new_seen` date',
        `CREATE TRIGGER \`_authoring_sync_98d228022893a82c2d897e0c_i\` AFTER INSERT ON \`order\` FOR EACH ROW BEGIN UPDATE \`order\` SET \`_authoring_new_seen\` = CASE WHEN ((\`seen\` IS NOT NULL AND NOT coalesce(\`seen\` GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]*' AND date(substr(\`seen\`, 1, 10)) = substr(\`seen\`, 1, 10) AND datetime(\`seen\`) IS NOT NULL, 0))) THEN NULL ELSE coalesce(date(\`seen\`), strftime('%Y-%m-%d', 'now')) END WHERE _rowid_ = NEW._rowid_; END`,
        `CREATE TRIGGER \`_authoring_sync_98d228022893a82c2d897e0c_u\` AFTER UPDATE OF \`seen\` ON \`order\` FOR EACH ROW WHEN NEW.\`seen\` IS NOT OLD.\`seen\` BEGIN UPDATE \`order\` SET \`_authoring_new_seen\` = CASE WHEN ((\`seen\` IS NOT NULL AND NOT coalesce(\`seen\` GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]*' AND date(substr(\`seen\`, 1, 10)) = substr(\`seen\`, 1, 10) AND datetime(\`seen\`) IS NOT NULL, 0))) THEN NULL ELSE coalesce(date(\`seen\`), strftime('%Y-%m-%d', 'now')) END WHERE _rowid_ = NEW._rowid_; END`,
      ],
      postgres: [
        'ALTER TABLE "order" ADD COLUMN "_authoring_new_seen" date',
        `CREATE OR REPLACE FUNCTION "_authoring_sync_98d228022893a82c2d897e0c"() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN IF TG_OP = ''UPDATE'' AND NEW."seen" IS NOT DISTINCT FROM OLD."seen" THEN RETURN NEW; END IF; NEW."_authoring_new_seen" := coalesce((NEW."seen")::date, (timezone(''utc'', now())::date)); RETURN NEW; EXCEPTION WHEN data_exception THEN NEW."_authoring_new_seen" := NULL; RETURN NEW; END'`,
        'CREATE TRIGGER "_authoring_sync_98d228022893a82c2d897e0c" BEFORE INSERT OR UPDATE OF "seen" ON "order" FOR EACH ROW EXECUTE FUNCTION "_authoring_sync_98d228022893a82c2d897e0c"()',
      ],
      mysql: [
        'ALTER TABLE `order` ADD COLUMN `_authoring_new_seen` date NULL, ALGORITHM=INSTANT -- else ALGORITHM=INPLACE, LOCK=NONE',
        `CREATE TRIGGER \`_authoring_sync_98d228022893a82c2d897e0c_i\` BEFORE INSERT ON \`order\` FOR EACH ROW BEGIN DECLARE CONTINUE HANDLER FOR SQLEXCEPTION SET NEW.\`_authoring_new_seen\` = NULL; SET NEW.\`_authoring_new_seen\` = CASE WHEN ((NEW.\`seen\` IS NOT NULL AND NOT coalesce(trim(NEW.\`seen\`) REGEXP '^(?!0000)[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])([T ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]+)?)?(Z|[+-][0-9]{2}:?[0-9]{2})?)?$' AND substring(trim(NEW.\`seen\`), 9, 2) <= day(last_day(concat(left(trim(NEW.\`seen\`), 7), '-01'))), 0))) THEN NULL ELSE coalesce(cast(left(NEW.\`seen\`, 10) AS date), cast(utc_timestamp() as date)) END; END`,
        `CREATE TRIGGER \`_authoring_sync_98d228022893a82c2d897e0c_u\` BEFORE UPDATE ON \`order\` FOR EACH ROW BEGIN DECLARE CONTINUE HANDLER FOR SQLEXCEPTION SET NEW.\`_authoring_new_seen\` = NULL; IF NOT (CAST(NEW.\`seen\` AS BINARY) <=> CAST(OLD.\`seen\` AS BINARY)) THEN SET NEW.\`_authoring_new_seen\` = CASE WHEN ((NEW.\`seen\` IS NOT NULL AND NOT coalesce(trim(NEW.\`seen\`) REGEXP '^(?!0000)[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])([T ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]+)?)?(Z|[+-][0-9]{2}:?[0-9]{2})?)?$' AND substring(trim(NEW.\`seen\`), 9, 2) <= day(last_day(concat(left(trim(NEW.\`seen\`), 7), '-01'))), 0))) THEN NULL ELSE coalesce(cast(left(NEW.\`seen\`, 10) AS date), cast(utc_timestamp() as date)) END; END IF; END`,
      ],
    },
  },
  {
    name: 'reserved words',
    before: [table('case', [column('order', string(20))])],
    steps: [{ ...step('add_shadow', 'case'), ...shadowOf('case', 'order', string(20), float) }],
    sql: {
      sqlite: [
        'ALTER TABLE `case` ADD COLUMN `_authoring_new_order` float',
        'CREATE TRIGGER `_authoring_sync_09dcf1a4627af5de416d0030_i` AFTER INSERT ON `case` FOR EACH ROW BEGIN UPDATE `case` SET `_authoring_new_order` = CASE WHEN (`order` IS NOT NULL AND NOT coalesce(CAST(`order` AS REAL) = trim(`order`), 0)) THEN NULL ELSE CAST(`order` AS REAL) END WHERE _rowid_ = NEW._rowid_; END',
        'CREATE TRIGGER `_authoring_sync_09dcf1a4627af5de416d0030_u` AFTER UPDATE OF `order` ON `case` FOR EACH ROW WHEN NEW.`order` IS NOT OLD.`order` BEGIN UPDATE `case` SET `_authoring_new_order` = CASE WHEN (`order` IS NOT NULL AND NOT coalesce(CAST(`order` AS REAL) = trim(`order`), 0)) THEN NULL ELSE CAST(`order` AS REAL) END WHERE _rowid_ = NEW._rowid_; END',
      ],
      postgres: [
        'ALTER TABLE "case" ADD COLUMN "_authoring_new_order" real',
        `CREATE OR REPLACE FUNCTION "_authoring_sync_09dcf1a4627af5de416d0030"() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN IF TG_OP = ''UPDATE'' AND NEW."order" IS NOT DISTINCT FROM OLD."order" THEN RETURN NEW; END IF; NEW."_authoring_new_order" := (NEW."order")::real; RETURN NEW; EXCEPTION WHEN data_exception THEN NEW."_authoring_new_order" := NULL; RETURN NEW; END'`,
        'CREATE TRIGGER "_authoring_sync_09dcf1a4627af5de416d0030" BEFORE INSERT OR UPDATE OF "order" ON "case" FOR EACH ROW EXECUTE FUNCTION "_authoring_sync_09dcf1a4627af5de416d0030"()',
      ],
      mysql: [
        'ALTER TABLE `case` ADD COLUMN `_authoring_new_order` float(8,2) NULL, ALGORITHM=INSTANT -- else ALGORITHM=INPLACE, LOCK=NONE',
        `CREATE TRIGGER \`_authoring_sync_09dcf1a4627af5de416d0030_i\` BEFORE INSERT ON \`case\` FOR EACH ROW BEGIN DECLARE CONTINUE HANDLER FOR SQLEXCEPTION SET NEW.\`_authoring_new_order\` = NULL; SET NEW.\`_authoring_new_order\` = CASE WHEN (NEW.\`order\` IS NOT NULL AND NOT coalesce(NEW.\`order\` REGEXP '^[[:space:]]*[-+]?([0-9]+([.][0-9]*)?|[.][0-9]+)([eE][-+]?[0-9]+)?[[:space:]]*$' AND abs(NEW.\`order\` + 0e0) < 999999.995, 0)) THEN NULL ELSE round(NEW.\`order\` + 0e0, 2) END; END`,
        `CREATE TRIGGER \`_authoring_sync_09dcf1a4627af5de416d0030_u\` BEFORE UPDATE ON \`case\` FOR EACH ROW BEGIN DECLARE CONTINUE HANDLER FOR SQLEXCEPTION SET NEW.\`_authoring_new_order\` = NULL; IF NOT (CAST(NEW.\`order\` AS BINARY) <=> CAST(OLD.\`order\` AS BINARY)) THEN SET NEW.\`_authoring_new_order\` = CASE WHEN (NEW.\`order\` IS NOT NULL AND NOT coalesce(NEW.\`order\` REGEXP '^[[:space:]]*[-+]?([0-9]+([.][0-9]*)?|[.][0-9]+)([eE][-+]?[0-9]+)?[[:space:]]*$' AND abs(NEW.\`order\` + 0e0) < 999999.995, 0)) THEN NULL ELSE round(NEW.\`order\` + 0e0, 2) END; END IF; END`,
      ],
    },
  },
  {
    name: "renamed online: each is written along with the other",
    steps: [{ ...step('add_shadow', 'order'), column: 'note', from: text, shadow: column('remark', text), up: conversionBetween('note', text, text), down: conversionBetween('remark', text, text), sync: syncName('order.remark') }], before: [table('order', [column('note', text)])],
    sql: {
      sqlite: [
        'ALTER TABLE `order` ADD COLUMN `remark` text',
        'CREATE TRIGGER `_authoring_sync_b51388adc52cd2b4622a4e29_i` AFTER INSERT ON `order` FOR EACH ROW WHEN NEW.`remark` IS NULL BEGIN UPDATE `order` SET `remark` = `note` WHERE _rowid_ = NEW._rowid_ AND `remark` IS NULL; END',
        'CREATE TRIGGER `_authoring_sync_b51388adc52cd2b4622a4e29_u` AFTER UPDATE OF `note` ON `order` FOR EACH ROW WHEN NEW.`note` IS NOT OLD.`note` BEGIN UPDATE `order` SET `remark` = `note` WHERE _rowid_ = NEW._rowid_ AND `note` IS NOT `remark`; END',
        'CREATE TRIGGER `_authoring_sync_b51388adc52cd2b4622a4e29_j` AFTER INSERT ON `order` FOR EACH ROW WHEN NEW.`remark` IS NOT NULL BEGIN UPDATE `order` SET `note` = `remark` WHERE _rowid_ = NEW._rowid_ AND `remark` IS NOT `note`; END',
        'CREATE TRIGGER `_authoring_sync_b51388adc52cd2b4622a4e29_v` AFTER UPDATE OF `remark` ON `order` FOR EACH ROW WHEN NEW.`remark` IS NOT OLD.`remark` AND NEW.`note` IS OLD.`note` BEGIN UPDATE `order` SET `note` = `remark` WHERE _rowid_ = NEW._rowid_ AND `remark` IS NOT `note`; END',
      ],
      postgres: [
        'ALTER TABLE "order" ADD COLUMN "remark" text',
        "CREATE OR REPLACE FUNCTION \"_authoring_sync_b51388adc52cd2b4622a4e29\"() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN IF TG_OP = ''INSERT'' THEN IF NEW.\"remark\" IS NULL THEN NEW.\"remark\" := NEW.\"note\"; ELSE IF NOT (NEW.\"remark\" IS NOT DISTINCT FROM (NEW.\"note\")) THEN NEW.\"note\" := NEW.\"remark\"; END IF; END IF; ELSIF NEW.\"note\" IS DISTINCT FROM OLD.\"note\" THEN NEW.\"remark\" := NEW.\"note\"; ELSIF NEW.\"remark\" IS DISTINCT FROM OLD.\"remark\" THEN IF NOT (NEW.\"remark\" IS NOT DISTINCT FROM (NEW.\"note\")) THEN NEW.\"note\" := NEW.\"remark\"; END IF; END IF; RETURN NEW; END'",
        'CREATE TRIGGER "_authoring_sync_b51388adc52cd2b4622a4e29" BEFORE INSERT OR UPDATE OF "note", "remark" ON "order" FOR EACH ROW EXECUTE FUNCTION "_authoring_sync_b51388adc52cd2b4622a4e29"()',
      ],
      mysql: [
        'ALTER TABLE `order` ADD COLUMN `remark` text NULL, ALGORITHM=INSTANT -- else ALGORITHM=INPLACE, LOCK=NONE',
        'CREATE TRIGGER `_authoring_sync_b51388adc52cd2b4622a4e29_i` BEFORE INSERT ON `order` FOR EACH ROW BEGIN IF NEW.`remark` IS NULL THEN SET NEW.`remark` = NEW.`note`; ELSE IF NOT (CAST(NEW.`remark` AS BINARY) <=> CAST(NEW.`note` AS BINARY)) THEN SET NEW.`note` = NEW.`remark`; END IF; END IF; END',
        'CREATE TRIGGER `_authoring_sync_b51388adc52cd2b4622a4e29_u` BEFORE UPDATE ON `order` FOR EACH ROW BEGIN IF NOT (CAST(NEW.`note` AS BINARY) <=> CAST(OLD.`note` AS BINARY)) AND NOT (NOT (CAST(NEW.`remark` AS BINARY) <=> CAST(OLD.`remark` AS BINARY)) AND CAST(NEW.`note` AS BINARY) <=> CAST(NEW.`remark` AS BINARY)) THEN SET NEW.`remark` = NEW.`note`; ELSEIF NOT (CAST(NEW.`remark` AS BINARY) <=> CAST(OLD.`remark` AS BINARY)) THEN IF NOT (CAST(NEW.`remark` AS BINARY) <=> CAST(NEW.`note` AS BINARY)) THEN SET NEW.`note` = NEW.`remark`; END IF; END IF; END',
      ],
    },
  },
  {
    name: "renamed and retyped",
    steps: [{ ...step('add_shadow', 'order'), column: 'note', from: text, shadow: column('amount', float), up: conversionBetween('note', text, float), down: conversionBetween('amount', float, text), sync: syncName('order.amount') }], before: [table('order', [column('note', text)])],
    sql: {
      sqlite: [
        'ALTER TABLE `order` ADD COLUMN `amount` float',
        'CREATE TRIGGER `_authoring_sync_9f0347a44fa094a1bce16318_i` AFTER INSERT ON `order` FOR EACH ROW WHEN NEW.`amount` IS NULL BEGIN UPDATE `order` SET `amount` = CASE WHEN (`note` IS NOT NULL AND NOT coalesce(CAST(`note` AS REAL) = trim(`note`), 0)) THEN NULL ELSE CAST(`note` AS REAL) END WHERE _rowid_ = NEW._rowid_ AND `amount` IS NULL; END',
        'CREATE TRIGGER `_authoring_sync_9f0347a44fa094a1bce16318_u` AFTER UPDATE OF `note` ON `order` FOR EACH ROW WHEN NEW.`note` IS NOT OLD.`note` BEGIN UPDATE `order` SET `amount` = CASE WHEN (`note` IS NOT NULL AND NOT coalesce(CAST(`note` AS REAL) = trim(`note`), 0)) THEN NULL ELSE CAST(`note` AS REAL) END WHERE _rowid_ = NEW._rowid_ AND `note` IS NOT CASE WHEN `amount` = CAST(`amount` AS INTEGER) THEN CAST(CAST(`amount` AS INTEGER) AS TEXT) ELSE CAST(`amount` AS TEXT) END; END',
        'CREATE TRIGGER `_authoring_sync_9f0347a44fa094a1bce16318_j` AFTER INSERT ON `order` FOR EACH ROW WHEN NEW.`amount` IS NOT NULL BEGIN UPDATE `order` SET `note` = CASE WHEN `amount` = CAST(`amount` AS INTEGER) THEN CAST(CAST(`amount` AS INTEGER) AS TEXT) ELSE CAST(`amount` AS TEXT) END WHERE _rowid_ = NEW._rowid_ AND `amount` IS NOT CASE WHEN (`note` IS NOT NULL AND NOT coalesce(CAST(`note` AS REAL) = trim(`note`), 0)) THEN NULL ELSE CAST(`note` AS REAL) END; END',
        'CREATE TRIGGER `_authoring_sync_9f0347a44fa094a1bce16318_v` AFTER UPDATE OF `amount` ON `order` FOR EACH ROW WHEN NEW.`amount` IS NOT OLD.`amount` AND NEW.`note` IS OLD.`note` BEGIN UPDATE `order` SET `note` = CASE WHEN `amount` = CAST(`amount` AS INTEGER) THEN CAST(CAST(`amount` AS INTEGER) AS TEXT) ELSE CAST(`amount` AS TEXT) END WHERE _rowid_ = NEW._rowid_ AND `amount` IS NOT CASE WHEN (`note` IS NOT NULL AND NOT coalesce(CAST(`note` AS REAL) = trim(`note`), 0)) THEN NULL ELSE CAST(`note` AS REAL) END; END',
      ],
      postgres: [
        'ALTER TABLE "order" ADD COLUMN "amount" real',
        "CREATE OR REPLACE FUNCTION \"_authoring_sync_9f0347a44fa094a1bce16318\"() RETURNS trigger LANGUAGE plpgsql AS 'DECLARE said boolean; BEGIN IF TG_OP = ''INSERT'' THEN IF NEW.\"amount\" IS NULL THEN BEGIN NEW.\"amount\" := (NEW.\"note\")::real; EXCEPTION WHEN data_exception THEN NEW.\"amount\" := NULL; END; ELSE BEGIN said := NEW.\"amount\" IS NOT DISTINCT FROM ((NEW.\"note\")::real); EXCEPTION WHEN data_exception THEN said := false; END; IF NOT said THEN BEGIN NEW.\"note\" := trim_scale(NEW.\"amount\"::text::numeric)::text; EXCEPTION WHEN data_exception THEN NEW.\"note\" := NULL; END; END IF; END IF; ELSIF NEW.\"note\" IS DISTINCT FROM OLD.\"note\" THEN BEGIN NEW.\"amount\" := (NEW.\"note\")::real; EXCEPTION WHEN data_exception THEN NEW.\"amount\" := NULL; END; ELSIF NEW.\"amount\" IS DISTINCT FROM OLD.\"amount\" THEN BEGIN said := NEW.\"amount\" IS NOT DISTINCT FROM ((NEW.\"note\")::real); EXCEPTION WHEN data_exception THEN said := false; END; IF NOT said THEN BEGIN NEW.\"note\" := trim_scale(NEW.\"amount\"::text::numeric)::text; EXCEPTION WHEN data_exception THEN NEW.\"note\" := NULL; END; END IF; END IF; RETURN NEW; END'",
        'CREATE TRIGGER "_authoring_sync_9f0347a44fa094a1bce16318" BEFORE INSERT OR UPDATE OF "note", "amount" ON "order" FOR EACH ROW EXECUTE FUNCTION "_authoring_sync_9f0347a44fa094a1bce16318"()',
      ],
      mysql: [
        'ALTER TABLE `order` ADD COLUMN `amount` float(8,2) NULL, ALGORITHM=INSTANT -- else ALGORITHM=INPLACE, LOCK=NONE',
        `CREATE TRIGGER \`_authoring_sync_9f0347a44fa094a1bce16318_r_i\` BEFORE INSERT ON \`order\` FOR EACH ROW BEGIN IF NEW.\`amount\` IS NULL THEN BEGIN DECLARE CONTINUE HANDLER FOR SQLEXCEPTION SET NEW.\`amount\` = NULL; SET NEW.\`amount\` = CASE WHEN (NEW.\`note\` IS NOT NULL AND NOT coalesce(NEW.\`note\` REGEXP '^[[:space:]]*[-+]?([0-9]+([.][0-9]*)?|[.][0-9]+)([eE][-+]?[0-9]+)?[[:space:]]*$' AND abs(NEW.\`note\` + 0e0) < 999999.995, 0)) THEN NULL ELSE round(NEW.\`note\` + 0e0, 2) END; END; ELSE BEGIN DECLARE said BOOLEAN DEFAULT FALSE; BEGIN DECLARE CONTINUE HANDLER FOR SQLEXCEPTION SET said = FALSE; SET said = NEW.\`amount\` <=> round(NEW.\`note\` + 0e0, 2); END; IF NOT said THEN SET NEW.\`note\` = trim(TRAILING '.' FROM trim(TRAILING '0' FROM cast(NEW.\`amount\` AS decimal(20, 2)))); END IF; END; END IF; END`,
        `CREATE TRIGGER \`_authoring_sync_9f0347a44fa094a1bce16318_r_u\` BEFORE UPDATE ON \`order\` FOR EACH ROW BEGIN DECLARE led BOOLEAN DEFAULT FALSE; IF NOT (CAST(NEW.\`note\` AS BINARY) <=> CAST(OLD.\`note\` AS BINARY)) AND NOT (NEW.\`amount\` <=> OLD.\`amount\`) THEN BEGIN DECLARE CONTINUE HANDLER FOR SQLEXCEPTION SET led = FALSE; SET led = CAST(NEW.\`note\` AS BINARY) <=> CAST(trim(TRAILING '.' FROM trim(TRAILING '0' FROM cast(NEW.\`amount\` AS decimal(20, 2)))) AS BINARY); END; END IF; IF NOT (CAST(NEW.\`note\` AS BINARY) <=> CAST(OLD.\`note\` AS BINARY)) AND NOT led THEN BEGIN DECLARE CONTINUE HANDLER FOR SQLEXCEPTION SET NEW.\`amount\` = NULL; SET NEW.\`amount\` = CASE WHEN (NEW.\`note\` IS NOT NULL AND NOT coalesce(NEW.\`note\` REGEXP '^[[:space:]]*[-+]?([0-9]+([.][0-9]*)?|[.][0-9]+)([eE][-+]?[0-9]+)?[[:space:]]*$' AND abs(NEW.\`note\` + 0e0) < 999999.995, 0)) THEN NULL ELSE round(NEW.\`note\` + 0e0, 2) END; END; ELSEIF NOT (NEW.\`amount\` <=> OLD.\`amount\`) THEN BEGIN DECLARE said BOOLEAN DEFAULT FALSE; BEGIN DECLARE CONTINUE HANDLER FOR SQLEXCEPTION SET said = FALSE; SET said = NEW.\`amount\` <=> round(NEW.\`note\` + 0e0, 2); END; IF NOT said THEN SET NEW.\`note\` = trim(TRAILING '.' FROM trim(TRAILING '0' FROM cast(NEW.\`amount\` AS decimal(20, 2)))); END IF; END; END IF; END`,
      ],
    },
  },
]);
