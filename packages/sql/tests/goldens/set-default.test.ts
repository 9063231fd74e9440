/** The SQL of `set_default` in every dialect: rows that exist keep their values. */
import { column, date, float, literal, step, table } from '@objectstack/metadata-authoring-testkit';
import { goldens } from '../support/golden.ts';

goldens([
  {
    name: 'a literal',
    steps: [{ ...step('set_default', 'order'), column: 'note', from: null, to: literal("it's") }],
    sql: {
      sqlite: [
        '-- copies the table instead when rows are older than `note`',
        'PRAGMA writable_schema = ON',
        `UPDATE sqlite_schema SET sql = 'CREATE TABLE \`order\` (\`id\` varchar(255), \`created_at\` datetime default (strftime(''%Y-%m-%dT%H:%M:%fZ'', ''now'')), \`updated_at\` datetime default (strftime(''%Y-%m-%dT%H:%M:%fZ'', ''now'')), \`organization_id\` varchar(255), \`name\` varchar(80), \`note\` text default ''it''''s'', \`size\` float, primary key (\`id\`))' WHERE type = 'table' AND name = 'order'`,
        '-- PRAGMA schema_version is raised by one: every connection reads the schema again',
        'PRAGMA writable_schema = RESET',
      ],
      postgres: [
        `ALTER TABLE "order" ALTER COLUMN "note" SET DEFAULT 'it''s'`,
      ],
      mysql: [],
    },
  },
  {
    name: 'now',
    before: [table('order', [column('day', date)])],
    steps: [{ ...step('set_default', 'order'), column: 'day', from: null, to: { kind: 'now' } }],
    sql: {
      sqlite: [
        '-- copies the table instead when rows are older than `day`',
        'PRAGMA writable_schema = ON',
        `UPDATE sqlite_schema SET sql = 'CREATE TABLE \`order\` (\`id\` varchar(255), \`created_at\` datetime default (strftime(''%Y-%m-%dT%H:%M:%fZ'', ''now'')), \`updated_at\` datetime default (strftime(''%Y-%m-%dT%H:%M:%fZ'', ''now'')), \`day\` date default (strftime(''%Y-%m-%d'', ''now'')), primary key (\`id\`))' WHERE type = 'table' AND name = 'order'`,
        '-- PRAGMA schema_version is raised by one: every connection reads the schema again',
        'PRAGMA writable_schema = RESET',
      ],
      postgres: [
        `ALTER TABLE "order" ALTER COLUMN "day" SET DEFAULT (timezone('utc', now())::date)`,
      ],
      mysql: [
        'ALTER TABLE `order` MODIFY COLUMN `day` date NULL DEFAULT (cast(utc_timestamp() as date)), ALGORITHM=INSTANT -- else ALGORITHM=INPLACE, LOCK=NONE',
      ],
    },
  },
  {
    name: 'none',
    before: [table('order', [column('size', float, { default: literal(1) })])],
    steps: [{ ...step('set_default', 'order'), column: 'size', from: literal(1), to: null }],
    sql: {
      sqlite: [
        '-- copies the table instead when rows are older than `size`',
        'PRAGMA writable_schema = ON',
        `UPDATE sqlite_schema SET sql = 'CREATE TABLE \`order\` (\`id\` varchar(255), \`created_at\` datetime default (strftime(''%Y-%m-%dT%H:%M:%fZ'', ''now'')), \`updated_at\` datetime default (strftime(''%Y-%m-%dT%H:%M:%fZ'', ''now'')), \`size\` float, primary key (\`id\`))' WHERE type = 'table' AND name = 'order'`,
        '-- PRAGMA schema_version is raised by one: every connection reads the schema again',
        'PRAGMA writable_schema = RESET',
      ],
      postgres: [
        'ALTER TABLE "order" ALTER COLUMN "size" DROP DEFAULT',
      ],
      mysql: [
        'ALTER TABLE `order` MODIFY COLUMN `size` float(8,2) NULL, ALGORITHM=INSTANT -- else ALGORITHM=INPLACE, LOCK=NONE',
      ],
    },
  },
]);
