/** The SQL of `set_not_null` in every dialect: preflight has counted the empty values before. */
import { literal, step } from '@objectstack/metadata-authoring-testkit';
import { goldens, inSwitch } from '../support/golden.ts';

goldens([
  {
    name: 'a column',
    steps: [{ ...step('set_not_null', 'order'), column: 'size' }],
    sql: {
      sqlite: [
        '-- stops when this counts a row: SELECT count(*) FROM `order` WHERE `size` IS NULL',
        'PRAGMA writable_schema = ON',
        `UPDATE sqlite_schema SET sql = 'CREATE TABLE \`order\` (\`id\` varchar(255), \`created_at\` datetime default (strftime(''%Y-%m-%dT%H:%M:%fZ'', ''now'')), \`updated_at\` datetime default (strftime(''%Y-%m-%dT%H:%M:%fZ'', ''now'')), \`organization_id\` varchar(255), \`name\` varchar(80), \`note\` text, \`size\` float not null, primary key (\`id\`))' WHERE type = 'table' AND name = 'order'`,
        '-- PRAGMA schema_version is raised by one: every connection reads the schema again',
        'PRAGMA writable_schema = RESET',
      ],
      postgres: [
        'ALTER TABLE "order" ALTER COLUMN "size" SET NOT NULL',
      ],
      mysql: [
        'ALTER TABLE `order` MODIFY COLUMN `size` float(8,2) NOT NULL, ALGORITHM=INPLACE, LOCK=NONE -- else ALGORITHM=COPY, LOCK=SHARED',
      ],
    },
  },
  {
    name: 'a column that is filled before: SQLite edits its definition once, behind the rows',
    steps: inSwitch([{ ...step('set_default', 'order'), column: 'size', from: null, to: literal(1) }, { ...step('backfill', 'order'), rows: 'empty', column: 'size', value: { op: 'literal', value: 1 } }, { ...step('set_not_null', 'order'), column: 'size' }]),
    sql: {
      sqlite: [
        '-- part of the edit of `order` in expand:set_not_null:order',
        'UPDATE `order` SET `size` = 1 WHERE `size` IS NULL',
        '-- stops when this counts a row: SELECT count(*) FROM `order` WHERE `size` IS NULL',
        '-- copies the table instead when rows are older than `size`',
        'PRAGMA writable_schema = ON',
        `UPDATE sqlite_schema SET sql = 'CREATE TABLE \`order\` (\`id\` varchar(255), \`created_at\` datetime default (strftime(''%Y-%m-%dT%H:%M:%fZ'', ''now'')), \`updated_at\` datetime default (strftime(''%Y-%m-%dT%H:%M:%fZ'', ''now'')), \`organization_id\` varchar(255), \`name\` varchar(80), \`note\` text, \`size\` float not null default ''1'', primary key (\`id\`))' WHERE type = 'table' AND name = 'order'`,
        '-- PRAGMA schema_version is raised by one: every connection reads the schema again',
        'PRAGMA writable_schema = RESET',
      ],
      postgres: [
        `ALTER TABLE "order" ALTER COLUMN "size" SET DEFAULT '1'`,
        `UPDATE "order" SET "size" = '1' WHERE "size" IS NULL`,
        'ALTER TABLE "order" ALTER COLUMN "size" SET NOT NULL',
      ],
      mysql: [
        `ALTER TABLE \`order\` MODIFY COLUMN \`size\` float(8,2) NULL DEFAULT '1.00', ALGORITHM=INSTANT -- else ALGORITHM=INPLACE, LOCK=NONE`,
        'UPDATE `order` SET `size` = 1 WHERE `size` IS NULL',
        `ALTER TABLE \`order\` MODIFY COLUMN \`size\` float(8,2) NOT NULL DEFAULT '1.00', ALGORITHM=INPLACE, LOCK=NONE -- else ALGORITHM=COPY, LOCK=SHARED`,
      ],
    },
  },
]);
