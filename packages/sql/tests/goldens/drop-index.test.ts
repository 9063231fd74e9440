/** The SQL of `drop_index` in every dialect: no value is touched. */
import { column, index, step, table, tenantIndex, text } from '@objectstack/metadata-authoring-testkit';
import { goldens } from '../support/golden.ts';

goldens([
  {
    name: 'plain',
    steps: [{ ...step('drop_index', 'order'), index: index('idx_order_name', ['name']) }],
    sql: {
      sqlite: [
        'DROP INDEX `idx_order_name`',
      ],
      postgres: [
        'DROP INDEX "idx_order_name"',
      ],
      mysql: [
        'ALTER TABLE `order` DROP KEY `idx_order_name`, ALGORITHM=INPLACE, LOCK=NONE',
      ],
    },
  },
  {
    name: 'unique',
    before: [table('order', [column('v', text)], [index('uniq_order_v', ['v'], true)])],
    steps: [{ ...step('drop_index', 'order'), index: index('uniq_order_v', ['v'], true) }],
    sql: {
      sqlite: [
        'DROP INDEX `uniq_order_v`',
      ],
      postgres: [
        'ALTER TABLE "order" DROP CONSTRAINT "uniq_order_v"',
      ],
      mysql: [
        'ALTER TABLE `order` DROP KEY `uniq_order_v`, ALGORITHM=INPLACE, LOCK=NONE',
      ],
    },
  },
  {
    name: 'unique within a tenant',
    steps: [{ ...step('drop_index', 'order'), index: tenantIndex('uniq_order_organization_id_name', ['name']) }],
    sql: {
      sqlite: [
        'DROP INDEX `uniq_order_organization_id_name`',
      ],
      postgres: [
        'DROP INDEX "uniq_order_organization_id_name"',
      ],
      mysql: [
        'ALTER TABLE `order` DROP KEY `uniq_order_organization_id_name`, ALGORITHM=INPLACE, LOCK=NONE',
      ],
    },
  },
]);
