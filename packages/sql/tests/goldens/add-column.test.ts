/** The SQL of `add_column` in every dialect: in place where the engine can, by a copy of the table where SQLite cannot. */
import { boolean, column, datetime, literal, step, string, text } from '@objectstack/metadata-authoring-testkit';
import { goldens } from '../support/golden.ts';

goldens([
  {
    name: 'nullable',
    steps: [{ ...step('add_column', 'order'), column: column('extra', string(20)) }],
    sql: {
      sqlite: [
        'ALTER TABLE `order` ADD COLUMN `extra` varchar(20)',
      ],
      postgres: [
        'ALTER TABLE "order" ADD COLUMN "extra" varchar(20)',
      ],
      mysql: [
        'ALTER TABLE `order` ADD COLUMN `extra` varchar(20) NULL, ALGORITHM=INSTANT -- else ALGORITHM=INPLACE, LOCK=NONE',
      ],
    },
  },
  {
    name: 'required, with a default',
    steps: [{ ...step('add_column', 'order'), column: column('extra', boolean, { notNull: true, default: literal(false) }) }],
    sql: {
      sqlite: [
        `ALTER TABLE \`order\` ADD COLUMN \`extra\` boolean not null default '0'`,
      ],
      postgres: [
        `ALTER TABLE "order" ADD COLUMN "extra" boolean NOT NULL DEFAULT '0'`,
      ],
      mysql: [
        `ALTER TABLE \`order\` ADD COLUMN \`extra\` tinyint(1) NOT NULL DEFAULT '0', ALGORITHM=INSTANT -- else ALGORITHM=INPLACE, LOCK=NONE`,
      ],
    },
  },
  {
    name: 'with a default of now',
    steps: [{ ...step('add_column', 'order'), column: column('seen', datetime, { default: { kind: 'now' } }) }],
    sql: {
      sqlite: [
        `CREATE TABLE \`_authoring_rebuild\` (\`id\` varchar(255), \`created_at\` datetime default (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')), \`updated_at\` datetime default (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')), \`organization_id\` varchar(255), \`name\` varchar(80), \`note\` text, \`size\` float, \`seen\` datetime default (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')), primary key (\`id\`))`,
        'INSERT INTO `_authoring_rebuild` (`id`, `created_at`, `updated_at`, `organization_id`, `name`, `note`, `size`) SELECT `id`, `created_at`, `updated_at`, `organization_id`, `name`, `note`, `size` FROM `order`',
        'DROP TABLE `order`',
        'PRAGMA legacy_alter_table = ON',
        'ALTER TABLE `_authoring_rebuild` RENAME TO `order`',
        'PRAGMA legacy_alter_table = OFF',
        'CREATE INDEX `idx_order_name` on `order` (`name`)',
        `CREATE UNIQUE INDEX \`uniq_order_organization_id_name\` ON \`order\` (COALESCE(\`organization_id\`, '__global__'), \`name\`)`,
      ],
      postgres: [
        'ALTER TABLE "order" ADD COLUMN "seen" timestamptz DEFAULT CURRENT_TIMESTAMP',
      ],
      mysql: [
        'ALTER TABLE `order` ADD COLUMN `seen` datetime(3) NULL DEFAULT CURRENT_TIMESTAMP(3), ALGORITHM=INSTANT -- else ALGORITHM=INPLACE, LOCK=NONE -- else ALGORITHM=COPY, LOCK=SHARED',
      ],
    },
  },
  {
    name: 'required, without a default',
    steps: [{ ...step('add_column', 'order'), column: column('extra', text, { notNull: true }) }],
    sql: {
      sqlite: [
        '-- stops when this counts a row: SELECT count(*) FROM `order` WHERE true',
        'PRAGMA writable_schema = ON',
        `UPDATE sqlite_schema SET sql = 'CREATE TABLE \`order\` (\`id\` varchar(255), \`created_at\` datetime default (strftime(''%Y-%m-%dT%H:%M:%fZ'', ''now'')), \`updated_at\` datetime default (strftime(''%Y-%m-%dT%H:%M:%fZ'', ''now'')), \`organization_id\` varchar(255), \`name\` varchar(80), \`note\` text, \`size\` float, \`extra\` text not null, primary key (\`id\`))' WHERE type = 'table' AND name = 'order'`,
        '-- PRAGMA schema_version is raised by one: every connection reads the schema again',
        'PRAGMA writable_schema = RESET',
      ],
      postgres: [
        'ALTER TABLE "order" ADD COLUMN "extra" text NOT NULL',
      ],
      mysql: [
        'ALTER TABLE `order` ADD COLUMN `extra` text NOT NULL, ALGORITHM=INSTANT -- else ALGORITHM=INPLACE, LOCK=NONE',
      ],
    },
  },
]);
