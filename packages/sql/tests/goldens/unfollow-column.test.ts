/** The SQL of `unfollow_column` in every dialect: the column stays, and follows nothing any more. */
import { column, float, step, string, table, text } from '@objectstack/metadata-authoring-testkit';
import { goldens } from '../support/golden.ts';

const label = { op: 'concat', values: [{ op: 'column', name: 'name' }, { op: 'literal', value: '-' }, { op: 'column', name: 'code' }] } as const;
const same = { op: 'column', name: 'order' } as const;

goldens([
  {
    name: 'of two texts',
    before: [table('thing', [column('name', text), column('code', text), column('label', string(20))])],
    steps: [{ ...step('unfollow_column', 'thing'), column: column('label', string(20)), value: label, sync: '_authoring_sync_1' }],
    sql: {
      sqlite: [
        'DROP TRIGGER IF EXISTS `_authoring_sync_1_i`',
        'DROP TRIGGER IF EXISTS `_authoring_sync_1_u`',
      ],
      postgres: [
        'DROP TRIGGER IF EXISTS "_authoring_sync_1" ON "thing"',
        'DROP FUNCTION IF EXISTS "_authoring_sync_1"()',
      ],
      mysql: [
        'DROP TRIGGER IF EXISTS `_authoring_sync_1_i`',
        'DROP TRIGGER IF EXISTS `_authoring_sync_1_u`',
        'DROP TRIGGER IF EXISTS `_authoring_sync_1_s_i`',
        'DROP TRIGGER IF EXISTS `_authoring_sync_1_s_u`',
      ],
    },
  },
  {
    name: 'reserved words',
    before: [table('case', [column('order', float), column('select', float)])],
    steps: [{ ...step('unfollow_column', 'case'), column: column('select', float), value: same, sync: '_authoring_sync_2' }],
    sql: {
      sqlite: [
        'DROP TRIGGER IF EXISTS `_authoring_sync_2_i`',
        'DROP TRIGGER IF EXISTS `_authoring_sync_2_u`',
      ],
      postgres: [
        'DROP TRIGGER IF EXISTS "_authoring_sync_2" ON "case"',
        'DROP FUNCTION IF EXISTS "_authoring_sync_2"()',
      ],
      mysql: [
        'DROP TRIGGER IF EXISTS `_authoring_sync_2_i`',
        'DROP TRIGGER IF EXISTS `_authoring_sync_2_u`',
        'DROP TRIGGER IF EXISTS `_authoring_sync_2_s_i`',
        'DROP TRIGGER IF EXISTS `_authoring_sync_2_s_u`',
      ],
    },
  },
  {
    name: 'a column that may not be empty',
    before: [table('thing', [column('order', float), column('size', float)])],
    steps: [{ ...step('unfollow_column', 'thing'), column: column('size', float, { notNull: true }), value: same, sync: '_authoring_sync_3' }],
    sql: {
      sqlite: [
        'DROP TRIGGER IF EXISTS `_authoring_sync_3_i`',
        'DROP TRIGGER IF EXISTS `_authoring_sync_3_u`',
        'DROP TRIGGER IF EXISTS `_authoring_sync_3_n`',
      ],
      postgres: [
        'DROP TRIGGER IF EXISTS "_authoring_sync_3" ON "thing"',
        'DROP FUNCTION IF EXISTS "_authoring_sync_3"()',
      ],
      mysql: [
        'DROP TRIGGER IF EXISTS `_authoring_sync_3_i`',
        'DROP TRIGGER IF EXISTS `_authoring_sync_3_u`',
        'DROP TRIGGER IF EXISTS `_authoring_sync_3_s_i`',
        'DROP TRIGGER IF EXISTS `_authoring_sync_3_s_u`',
      ],
    },
  },
]);
