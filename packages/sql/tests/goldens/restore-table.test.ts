/** The SQL of `restore_table` in every dialect: back under its name, with its indexes. */
import { step } from '@objectstack/metadata-authoring-testkit';
import { goldens, order } from '../support/golden.ts';

goldens([
  {
    name: 'a table with indexes',
    before: [],
    steps: [{ ...step('restore_table', 'order'), spec: order, heldName: '_hold_1' }],
    sql: {
      sqlite: [
        'ALTER TABLE `_hold_1` RENAME TO `order`',
        'CREATE INDEX `idx_order_name` on `order` (`name`)',
        `CREATE UNIQUE INDEX \`uniq_order_organization_id_name\` ON \`order\` (COALESCE(\`organization_id\`, '__global__'), \`name\`)`,
      ],
      postgres: [
        'ALTER TABLE "_hold_1" RENAME TO "order"',
        'ALTER INDEX IF EXISTS "_hold_1_pkey" RENAME TO "order_pkey"',
        'CREATE INDEX "idx_order_name" ON "order" ("name")',
        `CREATE UNIQUE INDEX "uniq_order_organization_id_name" ON "order" (COALESCE("organization_id", '__global__'), "name")`,
      ],
      mysql: [
        'ALTER TABLE `_hold_1` RENAME TO `order`, ALGORITHM=INSTANT -- else ALGORITHM=INPLACE, LOCK=NONE -- else ALGORITHM=COPY, LOCK=SHARED',
        '-- the same statement adds what it lacks of its indexes',
      ],
    },
  },
]);
