/** The SQL of `change_type` in every dialect: every value goes through a typed conversion. */
import { conversionBetween } from '@objectstack/metadata-authoring';
import { column, date, float, index, json, literal, step, string, table, text } from '@objectstack/metadata-authoring-testkit';
import { goldens, inSwitch } from '../support/golden.ts';

goldens([
  {
    name: 'a longer string',
    steps: [{ ...step('change_type', 'order'), column: 'name', from: string(80), to: string(120), conversion: conversionBetween('name', string(80), string(120)), lossless: true }],
    sql: {
      sqlite: [
        'PRAGMA writable_schema = ON',
        `UPDATE sqlite_schema SET sql = 'CREATE TABLE \`order\` (\`id\` varchar(255), \`created_at\` datetime default (strftime(''%Y-%m-%dT%H:%M:%fZ'', ''now'')), \`updated_at\` datetime default (strftime(''%Y-%m-%dT%H:%M:%fZ'', ''now'')), \`organization_id\` varchar(255), \`name\` varchar(120), \`note\` text, \`size\` float, primary key (\`id\`))' WHERE type = 'table' AND name = 'order'`,
        '-- PRAGMA schema_version is raised by one: every connection reads the schema again',
        'PRAGMA writable_schema = RESET',
      ],
      postgres: [
        'ALTER TABLE "order" ALTER COLUMN "name" TYPE varchar(120)',
      ],
      mysql: [
        'ALTER TABLE `order` MODIFY COLUMN `name` varchar(120) NULL, ALGORITHM=INSTANT -- else ALGORITHM=INPLACE, LOCK=NONE -- else ALGORITHM=COPY, LOCK=SHARED',
      ],
    },
  },
  {
    name: 'a shorter string',
    steps: [{ ...step('change_type', 'order'), column: 'name', from: string(80), to: string(20), conversion: conversionBetween('name', string(80), string(20)), lossless: false }],
    sql: {
      sqlite: [
        '-- stops when this counts a row: SELECT count(*) FROM `order` WHERE length(`name`) > 20',
        'PRAGMA writable_schema = ON',
        `UPDATE sqlite_schema SET sql = 'CREATE TABLE \`order\` (\`id\` varchar(255), \`created_at\` datetime default (strftime(''%Y-%m-%dT%H:%M:%fZ'', ''now'')), \`updated_at\` datetime default (strftime(''%Y-%m-%dT%H:%M:%fZ'', ''now'')), \`organization_id\` varchar(255), \`name\` varchar(20), \`note\` text, \`size\` float, primary key (\`id\`))' WHERE type = 'table' AND name = 'order'`,
        '-- PRAGMA schema_version is raised by one: every connection reads the schema again',
        'PRAGMA writable_schema = RESET',
      ],
      postgres: [
        `ALTER TABLE "order" ALTER COLUMN "name" TYPE varchar(20) USING CASE WHEN length("name") > 20 THEN ("name") || '.' ELSE "name" END`,
      ],
      mysql: [
        'LOCK TABLES `order` WRITE',
        '-- stops when this counts a row: SELECT count(*) FROM `order` WHERE char_length(`name`) > 20',
        'ALTER TABLE `order` MODIFY COLUMN `name` varchar(20) NULL',
        'UNLOCK TABLES',
      ],
    },
  },
  {
    name: 'text to number',
    steps: [{ ...step('change_type', 'order'), column: 'note', from: text, to: float, conversion: conversionBetween('note', text, float), lossless: false }],
    sql: {
      sqlite: [
        '-- stops when this counts a row: SELECT count(*) FROM `order` WHERE (`note` IS NOT NULL AND NOT coalesce(CAST(`note` AS REAL) = trim(`note`), 0))',
        `CREATE TABLE \`_authoring_rebuild\` (\`id\` varchar(255), \`created_at\` datetime default (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')), \`updated_at\` datetime default (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')), \`organization_id\` varchar(255), \`name\` varchar(80), \`note\` float, \`size\` float, primary key (\`id\`))`,
        'INSERT INTO `_authoring_rebuild` (`id`, `created_at`, `updated_at`, `organization_id`, `name`, `note`, `size`) SELECT `id`, `created_at`, `updated_at`, `organization_id`, `name`, CAST(`note` AS REAL), `size` FROM `order`',
        'DROP TABLE `order`',
        'PRAGMA legacy_alter_table = ON',
        'ALTER TABLE `_authoring_rebuild` RENAME TO `order`',
        'PRAGMA legacy_alter_table = OFF',
        'CREATE INDEX `idx_order_name` on `order` (`name`)',
        `CREATE UNIQUE INDEX \`uniq_order_organization_id_name\` ON \`order\` (COALESCE(\`organization_id\`, '__global__'), \`name\`)`,
      ],
      postgres: [
        'ALTER TABLE "order" ALTER COLUMN "note" TYPE real USING ("note")::real',
      ],
      mysql: [
        'LOCK TABLES `order` WRITE',
        `-- stops when this counts a row: SELECT count(*) FROM \`order\` WHERE (\`note\` IS NOT NULL AND NOT coalesce(\`note\` REGEXP '^[[:space:]]*[-+]?([0-9]+([.][0-9]*)?|[.][0-9]+)([eE][-+]?[0-9]+)?[[:space:]]*$' AND abs(\`note\` + 0e0) < 999999.995, 0))`,
        'ALTER TABLE `order` ADD COLUMN `_authoring_new_note` float(8,2) NULL',
        'UPDATE `order` SET `_authoring_new_note` = round(`note` + 0e0, 2)',
        'ALTER TABLE `order` DROP COLUMN `note`, CHANGE COLUMN `_authoring_new_note` `note` float(8,2) NULL',
        'UNLOCK TABLES',
      ],
    },
  },
  {
    name: 'one to many',
    steps: [{ ...step('change_type', 'order'), column: 'note', from: text, to: json, conversion: conversionBetween('note', text, json), lossless: false }],
    sql: {
      sqlite: [
        `CREATE TABLE \`_authoring_rebuild\` (\`id\` varchar(255), \`created_at\` datetime default (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')), \`updated_at\` datetime default (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')), \`organization_id\` varchar(255), \`name\` varchar(80), \`note\` text, \`size\` float, primary key (\`id\`))`,
        'INSERT INTO `_authoring_rebuild` (`id`, `created_at`, `updated_at`, `organization_id`, `name`, `note`, `size`) SELECT `id`, `created_at`, `updated_at`, `organization_id`, `name`, CASE WHEN `note` IS NOT NULL THEN json_array(`note`) END, `size` FROM `order`',
        'DROP TABLE `order`',
        'PRAGMA legacy_alter_table = ON',
        'ALTER TABLE `_authoring_rebuild` RENAME TO `order`',
        'PRAGMA legacy_alter_table = OFF',
        'CREATE INDEX `idx_order_name` on `order` (`name`)',
        `CREATE UNIQUE INDEX \`uniq_order_organization_id_name\` ON \`order\` (COALESCE(\`organization_id\`, '__global__'), \`name\`)`,
      ],
      postgres: [
        'ALTER TABLE "order" ALTER COLUMN "note" TYPE json USING CASE WHEN "note" IS NOT NULL THEN json_build_array("note") END',
      ],
      mysql: [
        'LOCK TABLES `order` WRITE',
        'ALTER TABLE `order` ADD COLUMN `_authoring_new_note` json NULL',
        `UPDATE \`order\` SET \`_authoring_new_note\` = CASE WHEN \`note\` IS NOT NULL THEN concat('[', json_quote(\`note\`), ']') END`,
        'ALTER TABLE `order` DROP COLUMN `note`, CHANGE COLUMN `_authoring_new_note` `note` json NULL',
        'UNLOCK TABLES',
      ],
    },
  },
  {
    name: 'many to one',
    before: [table('order', [column('tags', json)])],
    steps: [{ ...step('change_type', 'order'), column: 'tags', from: json, to: text, conversion: conversionBetween('tags', json, text), lossless: false }],
    sql: {
      sqlite: [
        "-- stops when this counts a row: SELECT count(*) FROM `order` WHERE (`tags` IS NOT NULL AND (NOT json_valid(`tags`) OR instr(replace(`tags`, '\\\\', ''), '\\u0000') > 0))",
        `CREATE TABLE \`_authoring_rebuild\` (\`id\` varchar(255), \`created_at\` datetime default (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')), \`updated_at\` datetime default (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')), \`tags\` text, primary key (\`id\`))`,
        `INSERT INTO \`_authoring_rebuild\` (\`id\`, \`created_at\`, \`updated_at\`, \`tags\`) SELECT \`id\`, \`created_at\`, \`updated_at\`, CASE json_type(\`tags\`) WHEN 'array' THEN CASE json_type(\`tags\`, '$[0]') WHEN 'text' THEN \`tags\` ->> '$[0]' WHEN 'null' THEN NULL ELSE (\`tags\` -> '$[0]') || '' END ELSE CASE json_type(\`tags\`, '$') WHEN 'text' THEN \`tags\` ->> '$' WHEN 'null' THEN NULL ELSE (\`tags\` -> '$') || '' END END FROM \`order\``,
        'DROP TABLE `order`',
        'PRAGMA legacy_alter_table = ON',
        'ALTER TABLE `_authoring_rebuild` RENAME TO `order`',
        'PRAGMA legacy_alter_table = OFF',
      ],
      postgres: [
        `ALTER TABLE "order" ALTER COLUMN "tags" TYPE text USING CASE json_typeof("tags") WHEN 'array' THEN "tags" ->> 0 ELSE "tags" #>> '{}' END`,
      ],
      mysql: [
        'LOCK TABLES `order` WRITE',
        "-- stops when this counts a row: SELECT count(*) FROM `order` WHERE (coalesce(locate('\\\\u0000', replace(`tags`, '\\\\\\\\', '')) > 0, 0))",
        'ALTER TABLE `order` ADD COLUMN `_authoring_new_tags` text NULL',
        `UPDATE \`order\` SET \`_authoring_new_tags\` = CASE json_type(json_extract(\`tags\`, if(json_type(\`tags\`) = 'ARRAY', '$[0]', '$'))) WHEN 'NULL' THEN NULL ELSE json_unquote(json_extract(\`tags\`, if(json_type(\`tags\`) = 'ARRAY', '$[0]', '$'))) END`,
        'ALTER TABLE `order` DROP COLUMN `tags`, CHANGE COLUMN `_authoring_new_tags` `tags` text NULL',
        'UNLOCK TABLES',
      ],
    },
  },
  {
    name: 'number to text, with a default',
    before: [table('order', [column('size', float, { default: literal(1) })])],
    steps: [{ ...step('change_type', 'order'), column: 'size', from: float, to: text, conversion: conversionBetween('size', float, text), lossless: false }],
    sql: {
      sqlite: [
        `CREATE TABLE \`_authoring_rebuild\` (\`id\` varchar(255), \`created_at\` datetime default (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')), \`updated_at\` datetime default (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')), \`size\` text default '1', primary key (\`id\`))`,
        'INSERT INTO `_authoring_rebuild` (`id`, `created_at`, `updated_at`, `size`) SELECT `id`, `created_at`, `updated_at`, CASE WHEN `size` = CAST(`size` AS INTEGER) THEN CAST(CAST(`size` AS INTEGER) AS TEXT) ELSE CAST(`size` AS TEXT) END FROM `order`',
        'DROP TABLE `order`',
        'PRAGMA legacy_alter_table = ON',
        'ALTER TABLE `_authoring_rebuild` RENAME TO `order`',
        'PRAGMA legacy_alter_table = OFF',
      ],
      postgres: [
        `ALTER TABLE "order" ALTER COLUMN "size" DROP DEFAULT, ALTER COLUMN "size" TYPE text USING trim_scale("size"::text::numeric)::text, ALTER COLUMN "size" SET DEFAULT '1'`,
      ],
      mysql: [
        'LOCK TABLES `order` WRITE',
        'ALTER TABLE `order` ADD COLUMN `_authoring_new_size` text NULL',
        `UPDATE \`order\` SET \`_authoring_new_size\` = trim(TRAILING '.' FROM trim(TRAILING '0' FROM cast(\`size\` AS decimal(20, 2))))`,
        'ALTER TABLE `order` DROP COLUMN `size`, CHANGE COLUMN `_authoring_new_size` `size` text NULL',
        'UNLOCK TABLES',
      ],
    },
  },
  {
    name: 'text to day',
    steps: [{ ...step('change_type', 'order'), column: 'note', from: text, to: date, conversion: conversionBetween('note', text, date), lossless: false }],
    sql: {
      sqlite: [
        `-- stops when this counts a row: SELECT count(*) FROM \`order\` WHERE (\`note\` IS NOT NULL AND NOT coalesce(\`note\` GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]*' AND date(substr(\`note\`, 1, 10)) = substr(\`note\`, 1, 10) AND datetime(\`note\`) IS NOT NULL, 0))`,
        `CREATE TABLE \`_authoring_rebuild\` (\`id\` varchar(255), \`created_at\` datetime default (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')), \`updated_at\` datetime default (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')), \`organization_id\` varchar(255), \`name\` varchar(80), \`note\` date, \`size\` float, primary key (\`id\`))`,
        'INSERT INTO `_authoring_rebuild` (`id`, `created_at`, `updated_at`, `organization_id`, `name`, `note`, `size`) SELECT `id`, `created_at`, `updated_at`, `organization_id`, `name`, date(`note`), `size` FROM `order`',
        'DROP TABLE `order`',
        'PRAGMA legacy_alter_table = ON',
        'ALTER TABLE `_authoring_rebuild` RENAME TO `order`',
        'PRAGMA legacy_alter_table = OFF',
        'CREATE INDEX `idx_order_name` on `order` (`name`)',
        `CREATE UNIQUE INDEX \`uniq_order_organization_id_name\` ON \`order\` (COALESCE(\`organization_id\`, '__global__'), \`name\`)`,
      ],
      postgres: [
        'ALTER TABLE "order" ALTER COLUMN "note" TYPE date USING ("note")::date',
      ],
      mysql: [
        'LOCK TABLES `order` WRITE',
        `-- stops when this counts a row: SELECT count(*) FROM \`order\` WHERE (\`note\` IS NOT NULL AND NOT coalesce(trim(\`note\`) REGEXP '^(?!0000)[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])([T ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]+)?)?(Z|[+-][0-9]{2}:?[0-9]{2})?)?$' AND substring(trim(\`note\`), 9, 2) <= day(last_day(concat(left(trim(\`note\`), 7), '-01'))), 0))`,
        'ALTER TABLE `order` ADD COLUMN `_authoring_new_note` date NULL',
        'UPDATE `order` SET `_authoring_new_note` = cast(left(`note`, 10) AS date)',
        'ALTER TABLE `order` DROP COLUMN `note`, CHANGE COLUMN `_authoring_new_note` `note` date NULL',
        'UNLOCK TABLES',
      ],
    },
  },
  {
    name: 'several changes of one table: one copy on SQLite',
    steps: inSwitch([{ ...step('change_type', 'order'), column: 'size', from: float, to: text, conversion: conversionBetween('size', float, text), lossless: false }, { ...step('set_default', 'order'), column: 'size', from: null, to: literal('1') }, { ...step('backfill', 'order'), rows: 'empty', column: 'size', value: { op: 'literal', value: '1' } }, { ...step('set_not_null', 'order'), column: 'size' }, { ...step('create_index', 'order'), index: index('idx_order_size', ['size']) }]),
    sql: {
      sqlite: [
        '-- part of the copy of `order` in expand:set_not_null:order',
        '-- part of the copy of `order` in expand:set_not_null:order',
        '-- part of the copy of `order` in expand:set_not_null:order',
        `CREATE TABLE \`_authoring_rebuild\` (\`id\` varchar(255), \`created_at\` datetime default (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')), \`updated_at\` datetime default (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')), \`organization_id\` varchar(255), \`name\` varchar(80), \`note\` text, \`size\` text not null default '1', primary key (\`id\`))`,
        `INSERT INTO \`_authoring_rebuild\` (\`id\`, \`created_at\`, \`updated_at\`, \`organization_id\`, \`name\`, \`note\`, \`size\`) SELECT \`id\`, \`created_at\`, \`updated_at\`, \`organization_id\`, \`name\`, \`note\`, coalesce(CASE WHEN \`size\` = CAST(\`size\` AS INTEGER) THEN CAST(CAST(\`size\` AS INTEGER) AS TEXT) ELSE CAST(\`size\` AS TEXT) END, '1') FROM \`order\``,
        'DROP TABLE `order`',
        'PRAGMA legacy_alter_table = ON',
        'ALTER TABLE `_authoring_rebuild` RENAME TO `order`',
        'PRAGMA legacy_alter_table = OFF',
        'CREATE INDEX `idx_order_name` on `order` (`name`)',
        `CREATE UNIQUE INDEX \`uniq_order_organization_id_name\` ON \`order\` (COALESCE(\`organization_id\`, '__global__'), \`name\`)`,
        'CREATE INDEX `idx_order_size` on `order` (`size`)',
      ],
      postgres: [
        'ALTER TABLE "order" ALTER COLUMN "size" TYPE text USING trim_scale("size"::text::numeric)::text',
        `ALTER TABLE "order" ALTER COLUMN "size" SET DEFAULT '1'`,
        `UPDATE "order" SET "size" = '1' WHERE "size" IS NULL`,
        'ALTER TABLE "order" ALTER COLUMN "size" SET NOT NULL',
        'CREATE INDEX "idx_order_size" ON "order" ("size")',
      ],
      mysql: [
        'LOCK TABLES `order` WRITE',
        'ALTER TABLE `order` ADD COLUMN `_authoring_new_size` text NULL',
        `UPDATE \`order\` SET \`_authoring_new_size\` = trim(TRAILING '.' FROM trim(TRAILING '0' FROM cast(\`size\` AS decimal(20, 2))))`,
        'ALTER TABLE `order` DROP COLUMN `size`, CHANGE COLUMN `_authoring_new_size` `size` text NULL',
        'UNLOCK TABLES',
        `UPDATE \`order\` SET \`size\` = '1' WHERE \`size\` IS NULL`,
        'ALTER TABLE `order` MODIFY COLUMN `size` text NOT NULL, ALGORITHM=INPLACE, LOCK=NONE -- else ALGORITHM=COPY, LOCK=SHARED',
        'ALTER TABLE `order` ADD KEY `idx_order_size` (`size`(768)), ALGORITHM=INPLACE, LOCK=NONE -- else ALGORITHM=COPY, LOCK=SHARED',
      ],
    },
  },
]);
