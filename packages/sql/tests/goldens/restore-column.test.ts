/** The SQL of `restore_column` in every dialect: back under its name with its values, with the default of today. */
import { column, literal, step, text } from '@objectstack/metadata-authoring-testkit';
import { goldens } from '../support/golden.ts';

goldens([
  {
    name: 'as it was',
    steps: [{ ...step('restore_column', 'order'), column: column('old', text), heldName: '_hold_1' }],
    sql: {
      sqlite: [
        'ALTER TABLE `order` RENAME COLUMN `_hold_1` TO `old`',
      ],
      postgres: [
        'ALTER TABLE "order" RENAME COLUMN "_hold_1" TO "old"',
        'ALTER TABLE "order" ALTER COLUMN "old" DROP DEFAULT',
      ],
      mysql: [
        'ALTER TABLE `order` CHANGE COLUMN `_hold_1` `old` text NULL, ALGORITHM=INSTANT -- else ALGORITHM=INPLACE, LOCK=NONE',
      ],
    },
  },
  {
    name: 'as it was, with a default',
    steps: [{ ...step('restore_column', 'order'), column: column('old', text, { default: literal('x') }), heldName: '_hold_1' }],
    sql: {
      sqlite: [
        'ALTER TABLE `order` RENAME COLUMN `_hold_1` TO `old`',
      ],
      postgres: [
        'ALTER TABLE "order" RENAME COLUMN "_hold_1" TO "old"',
        `ALTER TABLE "order" ALTER COLUMN "old" SET DEFAULT 'x'`,
      ],
      mysql: [
        'ALTER TABLE `order` CHANGE COLUMN `_hold_1` `old` text NULL, ALGORITHM=INSTANT -- else ALGORITHM=INPLACE, LOCK=NONE',
      ],
    },
  },
]);
