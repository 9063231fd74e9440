/** The SQL of `hold_column` in every dialect: renamed aside, free of indexes and of NOT NULL. */
import { column, float, step, string, table } from '@objectstack/metadata-authoring-testkit';
import { goldens } from '../support/golden.ts';

goldens([
  {
    name: 'a column under indexes',
    steps: [{ ...step('hold_column', 'order'), column: column('name', string(80)), heldName: '_hold_1' }],
    sql: {
      sqlite: [
        'DROP INDEX `idx_order_name`',
        'DROP INDEX `uniq_order_organization_id_name`',
        'ALTER TABLE `order` RENAME COLUMN `name` TO `_hold_1`',
      ],
      postgres: [
        'DROP INDEX "idx_order_name"',
        'DROP INDEX "uniq_order_organization_id_name"',
        'ALTER TABLE "order" RENAME COLUMN "name" TO "_hold_1"',
      ],
      mysql: [
        'ALTER TABLE `order` DROP KEY `idx_order_name`, DROP KEY `uniq_order_organization_id_name`, RENAME COLUMN `name` TO `_hold_1`, ALGORITHM=INSTANT -- else ALGORITHM=INPLACE, LOCK=NONE',
      ],
    },
  },
  {
    name: 'a required column',
    before: [table('order', [column('size', float, { notNull: true })])],
    steps: [{ ...step('hold_column', 'order'), column: column('size', float, { notNull: true }), heldName: '_hold_1' }],
    sql: {
      sqlite: [
        'ALTER TABLE `order` RENAME COLUMN `size` TO `_hold_1`',
        'PRAGMA writable_schema = ON',
        `UPDATE sqlite_schema SET sql = 'CREATE TABLE \`order\` (\`id\` varchar(255), \`created_at\` datetime default (strftime(''%Y-%m-%dT%H:%M:%fZ'', ''now'')), \`updated_at\` datetime default (strftime(''%Y-%m-%dT%H:%M:%fZ'', ''now'')), \`_hold_1\` float, primary key (\`id\`))' WHERE type = 'table' AND name = 'order'`,
        '-- PRAGMA schema_version is raised by one: every connection reads the schema again',
        'PRAGMA writable_schema = RESET',
      ],
      postgres: [
        'ALTER TABLE "order" ALTER COLUMN "size" DROP NOT NULL',
        'ALTER TABLE "order" RENAME COLUMN "size" TO "_hold_1"',
      ],
      mysql: [
        'ALTER TABLE `order` CHANGE COLUMN `size` `_hold_1` float(8,2) NULL, ALGORITHM=INSTANT -- else ALGORITHM=INPLACE, LOCK=NONE',
      ],
    },
  },
]);
