/** The SQL of `purge_column` in every dialect: the only way a column goes for good. */
import { column, step, text } from '@objectstack/metadata-authoring-testkit';
import { goldens } from '../support/golden.ts';

goldens([
  {
    name: 'a held column',
    steps: [{ ...step('purge_column', 'order'), column: column('old', text), heldName: '_hold_1' }],
    sql: {
      sqlite: [
        'ALTER TABLE `order` DROP COLUMN `_hold_1`',
      ],
      postgres: [
        'ALTER TABLE "order" DROP COLUMN "_hold_1"',
      ],
      mysql: [
        'ALTER TABLE `order` DROP COLUMN `_hold_1`, ALGORITHM=INSTANT -- else ALGORITHM=INPLACE, LOCK=NONE',
      ],
    },
  },
]);
