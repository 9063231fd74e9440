/** The SQL of `change_type` in every dialect: every value goes through a typed conversion. */
import { conversionBetween } from '@objectstack/metadata-authoring';
import { column, date, float, index, json, literal, step, string, table, text } from '@objectstack/metadata-authoring-testkit';
import { goldens } from '../support/golden.ts';

goldens([
  {
    name: 'a longer string',
    steps: [{ ...step('change_type', 'order'), column: 'name', from: string(80), to: string(120), conversion: conversionBetween('name', string(80), string(120)), lossless: true }],
    sql: {
      sqlite: [
        `CREATE TABLE \`_authoring_rebuild\` (\`id\` varchar(255), \`created_at\` datetime default (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')), \`updated_at\` datetime default (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')), \`organization_id\` varchar(255), \`name\` varchar(120), \`note\` text, \`size\` float, primary key (\`id\`))`,
        'INSERT INTO `_authoring_rebuild` (`id`, `created_at`, `updated_at`, `organization_id`, `name`, `note`, `size`) SELECT `id`, `created_at`, `updated_at`, `organization_id`, `name`, `note`, `size` FROM `order`',
        'DROP TABLE `order`',
        'PRAGMA legacy_alter_table = ON',
        'ALTER TABLE `_authoring_rebuild` RENAME TO `order`',
        'PRAGMA legacy_alter_table = OFF',
        'CREATE INDEX `idx_order_name` on `order` (`name`)',
        `CREATE UNIQUE INDEX \`uniq_order_organization_id_name\` ON \`order\` (COALESCE(\`organization_id\`, '__global__'), \`name\`)`,
      ],
      postgres: [
        'ALTER TABLE "order" ALTER COLUMN "name" TYPE varchar(120)',
      ],
    },
  },
  {
    name: 'a shorter string',
    steps: [{ ...step('change_type', 'order'), column: 'name', from: string(80), to: string(20), conversion: conversionBetween('name', string(80), string(20)), lossless: false }],
    sql: {
      sqlite: [
        '-- stops when this counts a row: SELECT count(*) FROM `order` WHERE length(`name`) > 20',
        `CREATE TABLE \`_authoring_rebuild\` (\`id\` varchar(255), \`created_at\` datetime default (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')), \`updated_at\` datetime default (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')), \`organization_id\` varchar(255), \`name\` varchar(20), \`note\` text, \`size\` float, primary key (\`id\`))`,
        'INSERT INTO `_authoring_rebuild` (`id`, `created_at`, `updated_at`, `organization_id`, `name`, `note`, `size`) SELECT `id`, `created_at`, `updated_at`, `organization_id`, `name`, `note`, `size` FROM `order`',
        'DROP TABLE `order`',
        'PRAGMA legacy_alter_table = ON',
        'ALTER TABLE `_authoring_rebuild` RENAME TO `order`',
        'PRAGMA legacy_alter_table = OFF',
        'CREATE INDEX `idx_order_name` on `order` (`name`)',
        `CREATE UNIQUE INDEX \`uniq_order_organization_id_name\` ON \`order\` (COALESCE(\`organization_id\`, '__global__'), \`name\`)`,
      ],
      postgres: [
        'ALTER TABLE "order" ALTER COLUMN "name" TYPE varchar(20)',
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
    },
  },
  {
    name: 'many to one',
    before: [table('order', [column('tags', json)])],
    steps: [{ ...step('change_type', 'order'), column: 'tags', from: json, to: text, conversion: conversionBetween('tags', json, text), lossless: false }],
    sql: {
      sqlite: [
        '-- stops when this counts a row: SELECT count(*) FROM `order` WHERE (`tags` IS NOT NULL AND NOT json_valid(`tags`))',
        `CREATE TABLE \`_authoring_rebuild\` (\`id\` varchar(255), \`created_at\` datetime default (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')), \`updated_at\` datetime default (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')), \`tags\` text, primary key (\`id\`))`,
        `INSERT INTO \`_authoring_rebuild\` (\`id\`, \`created_at\`, \`updated_at\`, \`tags\`) SELECT \`id\`, \`created_at\`, \`updated_at\`, CASE json_type(\`tags\`) WHEN 'array' THEN json_extract(\`tags\`, '$[0]') ELSE json_extract(\`tags\`, '$') END FROM \`order\``,
        'DROP TABLE `order`',
        'PRAGMA legacy_alter_table = ON',
        'ALTER TABLE `_authoring_rebuild` RENAME TO `order`',
        'PRAGMA legacy_alter_table = OFF',
      ],
      postgres: [
        `ALTER TABLE "order" ALTER COLUMN "tags" TYPE text USING CASE json_typeof("tags") WHEN 'array' THEN "tags" ->> 0 ELSE "tags" #>> '{}' END`,
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
    },
  },
  {
    name: 'several changes of one table: one copy on SQLite',
    steps: [{ ...step('change_type', 'order'), column: 'size', from: float, to: text, conversion: conversionBetween('size', float, text), lossless: false }, { ...step('set_default', 'order'), column: 'size', from: null, to: literal('1') }, { ...step('backfill', 'order'), column: 'size', value: { op: 'literal', value: '1' } }, { ...step('set_not_null', 'order'), column: 'size' }, { ...step('create_index', 'order'), index: index('idx_order_size', ['size']) }],
    sql: {
      sqlite: [
        `CREATE TABLE \`_authoring_rebuild\` (\`id\` varchar(255), \`created_at\` datetime default (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')), \`updated_at\` datetime default (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')), \`organization_id\` varchar(255), \`name\` varchar(80), \`note\` text, \`size\` text not null default '1', primary key (\`id\`))`,
        `INSERT INTO \`_authoring_rebuild\` (\`id\`, \`created_at\`, \`updated_at\`, \`organization_id\`, \`name\`, \`note\`, \`size\`) SELECT \`id\`, \`created_at\`, \`updated_at\`, \`organization_id\`, \`name\`, \`note\`, coalesce(CASE WHEN \`size\` = CAST(\`size\` AS INTEGER) THEN CAST(CAST(\`size\` AS INTEGER) AS TEXT) ELSE CAST(\`size\` AS TEXT) END, '1') FROM \`order\``,
        'DROP TABLE `order`',
        'PRAGMA legacy_alter_table = ON',
        'ALTER TABLE `_authoring_rebuild` RENAME TO `order`',
        'PRAGMA legacy_alter_table = OFF',
        'CREATE INDEX `idx_order_name` on `order` (`name`)',
        `CREATE UNIQUE INDEX \`uniq_order_organization_id_name\` ON \`order\` (COALESCE(\`organization_id\`, '__global__'), \`name\`)`,
        '-- part of the copy of `order` in expand:change_type:order',
        '-- part of the copy of `order` in expand:change_type:order',
        '-- part of the copy of `order` in expand:change_type:order',
        'CREATE INDEX `idx_order_size` on `order` (`size`)',
      ],
      postgres: [
        'ALTER TABLE "order" ALTER COLUMN "size" TYPE text USING trim_scale("size"::text::numeric)::text',
        `ALTER TABLE "order" ALTER COLUMN "size" SET DEFAULT '1'`,
        `UPDATE "order" SET "size" = '1' WHERE "size" IS NULL`,
        'ALTER TABLE "order" ALTER COLUMN "size" SET NOT NULL',
        'CREATE INDEX "idx_order_size" ON "order" ("size")',
      ],
    },
  },
]);
