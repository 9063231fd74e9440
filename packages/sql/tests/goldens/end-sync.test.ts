/** The SQL of `end_sync` in every dialect: the old column stays, and follows nothing any more. */
import { column, float, step, string, table, text } from '@objectstack/metadata-authoring-testkit';
import { goldens } from '../support/golden.ts';

goldens([
  {
    name: 'a column',
    before: [table('order', [column('note', float), column('_hold_1', text)])],
    steps: [{ ...step('end_sync', 'order'), column: 'note', old: column('note', text), heldName: '_hold_1' }],
    sql: {
      sqlite: [
        'DROP TRIGGER IF EXISTS `_authoring_sync_bcfb37e6b1d03146fe8f0f7e_i`',
        'DROP TRIGGER IF EXISTS `_authoring_sync_bcfb37e6b1d03146fe8f0f7e_u`',
      ],
      postgres: [
        'DROP TRIGGER IF EXISTS "_authoring_sync_bcfb37e6b1d03146fe8f0f7e" ON "order"',
        'DROP FUNCTION IF EXISTS "_authoring_sync_bcfb37e6b1d03146fe8f0f7e"()',
      ],
      mysql: [
        'DROP TRIGGER IF EXISTS `_authoring_sync_bcfb37e6b1d03146fe8f0f7e_i`',
        'DROP TRIGGER IF EXISTS `_authoring_sync_bcfb37e6b1d03146fe8f0f7e_u`',
      ],
    },
  },
  {
    name: 'reserved words',
    before: [table('case', [column('order', float), column('_hold_2', string(20))])],
    steps: [{ ...step('end_sync', 'case'), column: 'order', old: column('order', string(20)), heldName: '_hold_2' }],
    sql: {
      sqlite: [
        'DROP TRIGGER IF EXISTS `_authoring_sync_07b501e434ca5b468679f4ea_i`',
        'DROP TRIGGER IF EXISTS `_authoring_sync_07b501e434ca5b468679f4ea_u`',
      ],
      postgres: [
        'DROP TRIGGER IF EXISTS "_authoring_sync_07b501e434ca5b468679f4ea" ON "case"',
        'DROP FUNCTION IF EXISTS "_authoring_sync_07b501e434ca5b468679f4ea"()',
      ],
      mysql: [
        'DROP TRIGGER IF EXISTS `_authoring_sync_07b501e434ca5b468679f4ea_i`',
        'DROP TRIGGER IF EXISTS `_authoring_sync_07b501e434ca5b468679f4ea_u`',
      ],
    },
  },
  {
    name: 'the held column goes after it',
    before: [table('order', [column('note', float), column('_hold_1', text)])],
    steps: [{ ...step('end_sync', 'order'), column: 'note', old: column('note', text), heldName: '_hold_1' }, { ...step('purge_column', 'order'), column: column('note', text), heldName: '_hold_1' }],
    sql: {
      sqlite: [
        'DROP TRIGGER IF EXISTS `_authoring_sync_bcfb37e6b1d03146fe8f0f7e_i`',
        'DROP TRIGGER IF EXISTS `_authoring_sync_bcfb37e6b1d03146fe8f0f7e_u`',
        'ALTER TABLE `order` DROP COLUMN `_hold_1`',
      ],
      postgres: [
        'DROP TRIGGER IF EXISTS "_authoring_sync_bcfb37e6b1d03146fe8f0f7e" ON "order"',
        'DROP FUNCTION IF EXISTS "_authoring_sync_bcfb37e6b1d03146fe8f0f7e"()',
        'ALTER TABLE "order" DROP COLUMN "_hold_1"',
      ],
      mysql: [
        'DROP TRIGGER IF EXISTS `_authoring_sync_bcfb37e6b1d03146fe8f0f7e_i`',
        'DROP TRIGGER IF EXISTS `_authoring_sync_bcfb37e6b1d03146fe8f0f7e_u`',
        'ALTER TABLE `order` DROP COLUMN `_hold_1`, ALGORITHM=INSTANT -- else ALGORITHM=INPLACE, LOCK=NONE',
      ],
    },
  },
]);
