/** The SQL of `hold_table` in every dialect: renamed aside, without its indexes, whose names are free again. */
import { step } from '@objectstack/metadata-authoring-testkit';
import { goldens, order } from '../support/golden.ts';

goldens([
  {
    name: 'a table with indexes',
    steps: [{ ...step('hold_table', 'order'), spec: order, heldName: '_hold_1' }],
    sql: {
      sqlite: [
        'DROP INDEX IF EXISTS `idx_order_name`',
        'DROP INDEX IF EXISTS `uniq_order_organization_id_name`',
        'ALTER TABLE `order` RENAME TO `_hold_1`',
      ],
      postgres: [
        'DROP INDEX IF EXISTS "idx_order_name"',
        'DROP INDEX IF EXISTS "uniq_order_organization_id_name"',
        'ALTER TABLE "order" RENAME TO "_hold_1"',
        'ALTER INDEX IF EXISTS "order_pkey" RENAME TO "_hold_1_pkey"',
      ],
      mysql: [
        'ALTER TABLE `order` RENAME TO `_hold_1`, ALGORITHM=INSTANT',
      ],
    },
  },
]);
