/** The SQL of `rename_index` in every dialect: SQLite has no such statement and makes it again. */
import { column, index, step, table, text } from '@objectstack/metadata-authoring-testkit';
import { goldens } from '../support/golden.ts';

goldens([
  {
    name: 'plain',
    steps: [{ ...step('rename_index', 'order'), index: index('idx_order_name', ['name']), to: 'idx_case_name' }],
    sql: {
      sqlite: [
        'DROP INDEX `idx_order_name`',
        'CREATE INDEX `idx_case_name` on `order` (`name`)',
      ],
      postgres: [
        'ALTER INDEX "idx_order_name" RENAME TO "idx_case_name"',
      ],
      mysql: [
        'ALTER TABLE `order` RENAME KEY `idx_order_name` TO `idx_case_name`, ALGORITHM=INSTANT -- else ALGORITHM=INPLACE, LOCK=NONE',
      ],
    },
  },
  {
    name: 'unique',
    before: [table('order', [column('v', text)], [index('uniq_order_v', ['v'], true)])],
    steps: [{ ...step('rename_index', 'order'), index: index('uniq_order_v', ['v'], true), to: 'uniq_case_v' }],
    sql: {
      sqlite: [
        'DROP INDEX `uniq_order_v`',
        'CREATE UNIQUE INDEX `uniq_case_v` on `order` (`v`)',
      ],
      postgres: [
        'ALTER TABLE "order" RENAME CONSTRAINT "uniq_order_v" TO "uniq_case_v"',
      ],
      mysql: [
        'ALTER TABLE `order` RENAME KEY `uniq_order_v` TO `uniq_case_v`, ALGORITHM=INSTANT -- else ALGORITHM=INPLACE, LOCK=NONE',
      ],
    },
  },
]);
