/** The SQL of `backfill` in every dialect: only rows where the column is empty. */
import { column, datetime, step, table } from '@objectstack/metadata-authoring-testkit';
import { goldens } from '../support/golden.ts';

goldens([
  {
    name: 'a literal',
    steps: [{ ...step('backfill', 'order'), rows: 'empty', column: 'size', value: { op: 'literal', value: 5 } }],
    sql: {
      sqlite: [
        'UPDATE `order` SET `size` = 5 WHERE `size` IS NULL',
      ],
      postgres: [
        `UPDATE "order" SET "size" = '5' WHERE "size" IS NULL`,
      ],
      mysql: [
        'UPDATE `order` SET `size` = 5 WHERE `size` IS NULL',
      ],
    },
  },
  {
    name: 'now',
    before: [table('order', [column('seen', datetime)])],
    steps: [{ ...step('backfill', 'order'), rows: 'empty', column: 'seen', value: { op: 'now' } }],
    sql: {
      sqlite: [
        `UPDATE \`order\` SET \`seen\` = strftime('%Y-%m-%dT%H:%M:%fZ', 'now') WHERE \`seen\` IS NULL`,
      ],
      postgres: [
        'UPDATE "order" SET "seen" = CURRENT_TIMESTAMP WHERE "seen" IS NULL',
      ],
      mysql: [
        'UPDATE `order` SET `seen` = CURRENT_TIMESTAMP(3) WHERE `seen` IS NULL',
      ],
    },
  },
  {
    name: 'another column, else a literal',
    steps: [{ ...step('backfill', 'order'), rows: 'empty', column: 'note', value: { op: 'coalesce', values: [{ op: 'column', name: 'name' }, { op: 'literal', value: 'none' }] } }],
    sql: {
      sqlite: [
        `UPDATE \`order\` SET \`note\` = coalesce(\`name\`, 'none') WHERE \`note\` IS NULL`,
      ],
      postgres: [
        `UPDATE "order" SET "note" = coalesce("name", 'none') WHERE "note" IS NULL`,
      ],
      mysql: [
        `UPDATE \`order\` SET \`note\` = coalesce(\`name\`, 'none') WHERE \`note\` IS NULL`,
      ],
    },
  },
]);
