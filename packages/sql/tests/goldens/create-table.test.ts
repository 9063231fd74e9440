/** The SQL of `create_table` in every dialect: a new table, in the text of the runtime's own driver. */
import { boolean, column, date, float, index, json, literal, step, string, table, tenantIndex, text, time } from '@objectstack/metadata-authoring-testkit';
import { goldens } from '../support/golden.ts';

goldens([
  {
    name: 'columns, defaults and indexes',
    steps: [{ ...step('create_table', 'case'), spec: table('case', [column('organization_id', string(255)), column('name', string(80), { notNull: true, default: literal("it's") }), column('note', text), column('size', float, { notNull: true, default: literal(5) }), column('open', boolean, { default: literal(true) }), column('day', date, { default: { kind: 'now' } }), column('clock', time, { default: { kind: 'now' } }), column('tags', json)], [index('idx_case_note', ['note', 'size']), index('uniq_case_name', ['name'], true), tenantIndex('uniq_case_organization_id_name', ['name'])]) }],
    sql: {
      sqlite: [
        `CREATE TABLE \`case\` (\`id\` varchar(255), \`created_at\` datetime default (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')), \`updated_at\` datetime default (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')), \`organization_id\` varchar(255), \`name\` varchar(80) not null default 'it''s', \`note\` text, \`size\` float not null default '5', \`open\` boolean default '1', \`day\` date default (strftime('%Y-%m-%d', 'now')), \`clock\` time default (case when strftime('%H:%M:%f', 'now') like '%.000' then strftime('%H:%M:%S', 'now') else strftime('%H:%M:%f', 'now') end), \`tags\` text, primary key (\`id\`))`,
        'CREATE INDEX `idx_case_note` on `case` (`note`, `size`)',
        'CREATE UNIQUE INDEX `uniq_case_name` on `case` (`name`)',
        `CREATE UNIQUE INDEX \`uniq_case_organization_id_name\` ON \`case\` (COALESCE(\`organization_id\`, '__global__'), \`name\`)`,
      ],
      postgres: [
        `CREATE TABLE "case" ("id" varchar(255), "created_at" timestamptz DEFAULT CURRENT_TIMESTAMP, "updated_at" timestamptz DEFAULT CURRENT_TIMESTAMP, "organization_id" varchar(255), "name" varchar(80) NOT NULL DEFAULT 'it''s', "note" text, "size" real NOT NULL DEFAULT '5', "open" boolean DEFAULT '1', "day" date DEFAULT (timezone('utc', now())::date), "clock" time DEFAULT (timezone('utc', now())::time(3)), "tags" json, CONSTRAINT "case_pkey" PRIMARY KEY ("id"))`,
        'CREATE INDEX "idx_case_note" ON "case" ("note", "size")',
        'ALTER TABLE "case" ADD CONSTRAINT "uniq_case_name" UNIQUE ("name")',
        `CREATE UNIQUE INDEX "uniq_case_organization_id_name" ON "case" (COALESCE("organization_id", '__global__'), "name")`,
      ],
      mysql: [
        `CREATE TABLE \`case\` (\`id\` varchar(255) NOT NULL, \`created_at\` datetime(3) NULL DEFAULT CURRENT_TIMESTAMP(3), \`updated_at\` datetime(3) NULL DEFAULT CURRENT_TIMESTAMP(3), \`organization_id\` varchar(255) NULL, \`name\` varchar(80) NOT NULL DEFAULT 'it''s', \`note\` text NULL, \`size\` float(8,2) NOT NULL DEFAULT '5.00', \`open\` tinyint(1) NULL DEFAULT '1', \`day\` date NULL DEFAULT (cast(utc_timestamp() as date)), \`clock\` time(3) NULL DEFAULT (cast(utc_timestamp(3) as time(3))), \`tags\` json NULL, PRIMARY KEY (\`id\`), KEY \`idx_case_note\` (\`note\`(768), \`size\`), UNIQUE KEY \`uniq_case_name\` (\`name\`), UNIQUE KEY \`uniq_case_organization_id_name\` (/*!80013 (COALESCE(*/\`organization_id\`/*!80013 , '__global__'))*/, \`name\`))`,
      ],
    },
  },
  {
    name: 'nothing but the built-in columns',
    steps: [{ ...step('create_table', 'select'), spec: table('select', []) }],
    sql: {
      sqlite: [
        `CREATE TABLE \`select\` (\`id\` varchar(255), \`created_at\` datetime default (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')), \`updated_at\` datetime default (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')), primary key (\`id\`))`,
      ],
      postgres: [
        'CREATE TABLE "select" ("id" varchar(255), "created_at" timestamptz DEFAULT CURRENT_TIMESTAMP, "updated_at" timestamptz DEFAULT CURRENT_TIMESTAMP, CONSTRAINT "select_pkey" PRIMARY KEY ("id"))',
      ],
      mysql: [
        'CREATE TABLE `select` (`id` varchar(255) NOT NULL, `created_at` datetime(3) NULL DEFAULT CURRENT_TIMESTAMP(3), `updated_at` datetime(3) NULL DEFAULT CURRENT_TIMESTAMP(3), PRIMARY KEY (`id`))',
      ],
    },
  },
]);
