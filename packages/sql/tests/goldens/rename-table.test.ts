/** The SQL of `rename_table` in every dialect: rows, columns and indexes stay. */
import { step } from '@objectstack/metadata-authoring-testkit';
import { goldens } from '../support/golden.ts';

goldens([
  {
    name: 'a table',
    steps: [{ ...step('rename_table', 'order'), to: 'case' }],
    sql: {
      sqlite: [
        'ALTER TABLE `order` RENAME TO `case`',
      ],
      postgres: [
        'ALTER TABLE "order" RENAME TO "case"',
        'ALTER INDEX IF EXISTS "order_pkey" RENAME TO "case_pkey"',
      ],
      mysql: [
        'ALTER TABLE `order` RENAME TO `case`, ALGORITHM=INSTANT',
      ],
    },
  },
]);
