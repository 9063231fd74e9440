/** The SQL of `drop_shadow` in every dialect: first what writes the column, then the column. */
import { syncName } from '@objectstack/metadata-authoring';
import { column, float, step, string, table, text } from '@objectstack/metadata-authoring-testkit';
import { goldens } from '../support/golden.ts';
import { shadowOf } from '../support/shadow-steps.ts';

const { column: note, shadow, sync } = shadowOf('order', 'note', text, float);
const reserved = shadowOf('case', 'order', string(20), float);

goldens([
  {
    name: 'a shadow',
    before: [table('order', [column('note', text), shadow])],
    steps: [{ ...step('drop_shadow', 'order'), column: note, shadow, sync }],
    sql: {
      sqlite: [
        'DROP TRIGGER IF EXISTS `_authoring_sync_aa50307fc8b091ab5d8ab429_i`',
        'DROP TRIGGER IF EXISTS `_authoring_sync_aa50307fc8b091ab5d8ab429_u`',
        'ALTER TABLE `order` DROP COLUMN `_authoring_new_note`',
      ],
      postgres: [
        'DROP TRIGGER IF EXISTS "_authoring_sync_aa50307fc8b091ab5d8ab429" ON "order"',
        'DROP FUNCTION IF EXISTS "_authoring_sync_aa50307fc8b091ab5d8ab429"()',
        'ALTER TABLE "order" DROP COLUMN "_authoring_new_note"',
      ],
      mysql: [
        'DROP TRIGGER IF EXISTS `_authoring_sync_aa50307fc8b091ab5d8ab429_i`',
        'DROP TRIGGER IF EXISTS `_authoring_sync_aa50307fc8b091ab5d8ab429_u`',
        'DROP TRIGGER IF EXISTS `_authoring_sync_aa50307fc8b091ab5d8ab429_s_i`',
        'DROP TRIGGER IF EXISTS `_authoring_sync_aa50307fc8b091ab5d8ab429_s_u`',
        'ALTER TABLE `order` DROP COLUMN `_authoring_new_note`, ALGORITHM=INSTANT -- else ALGORITHM=INPLACE, LOCK=NONE',
      ],
    },
  },
  {
    name: 'reserved words',
    before: [table('case', [column('order', string(20)), reserved.shadow])],
    steps: [{ ...step('drop_shadow', 'case'), column: 'order', shadow: reserved.shadow, sync: reserved.sync }],
    sql: {
      sqlite: [
        'DROP TRIGGER IF EXISTS `_authoring_sync_09dcf1a4627af5de416d0030_i`',
        'DROP TRIGGER IF EXISTS `_authoring_sync_09dcf1a4627af5de416d0030_u`',
        'ALTER TABLE `case` DROP COLUMN `_authoring_new_order`',
      ],
      postgres: [
        'DROP TRIGGER IF EXISTS "_authoring_sync_09dcf1a4627af5de416d0030" ON "case"',
        'DROP FUNCTION IF EXISTS "_authoring_sync_09dcf1a4627af5de416d0030"()',
        'ALTER TABLE "case" DROP COLUMN "_authoring_new_order"',
      ],
      mysql: [
        'DROP TRIGGER IF EXISTS `_authoring_sync_09dcf1a4627af5de416d0030_i`',
        'DROP TRIGGER IF EXISTS `_authoring_sync_09dcf1a4627af5de416d0030_u`',
        'DROP TRIGGER IF EXISTS `_authoring_sync_09dcf1a4627af5de416d0030_s_i`',
        'DROP TRIGGER IF EXISTS `_authoring_sync_09dcf1a4627af5de416d0030_s_u`',
        'ALTER TABLE `case` DROP COLUMN `_authoring_new_order`, ALGORITHM=INSTANT -- else ALGORITHM=INPLACE, LOCK=NONE',
      ],
    },
  },
  {
    name: "under its new name",
    steps: [{ ...step('drop_shadow', 'order'), column: 'note', shadow: column('remark', text), sync: syncName('order.remark'), twoWay: true }], before: [table('order', [column('note', text), column('remark', text)])],
    sql: {
      sqlite: [
        'DROP TRIGGER IF EXISTS `_authoring_sync_b51388adc52cd2b4622a4e29_i`',
        'DROP TRIGGER IF EXISTS `_authoring_sync_b51388adc52cd2b4622a4e29_u`',
        'DROP TRIGGER IF EXISTS `_authoring_sync_b51388adc52cd2b4622a4e29_j`',
        'DROP TRIGGER IF EXISTS `_authoring_sync_b51388adc52cd2b4622a4e29_v`',
        'ALTER TABLE `order` DROP COLUMN `remark`',
      ],
      postgres: [
        'DROP TRIGGER IF EXISTS "_authoring_sync_b51388adc52cd2b4622a4e29" ON "order"',
        'DROP FUNCTION IF EXISTS "_authoring_sync_b51388adc52cd2b4622a4e29"()',
        'ALTER TABLE "order" DROP COLUMN "remark"',
      ],
      mysql: [
        'DROP TRIGGER IF EXISTS `_authoring_sync_b51388adc52cd2b4622a4e29_i`',
        'DROP TRIGGER IF EXISTS `_authoring_sync_b51388adc52cd2b4622a4e29_u`',
        'DROP TRIGGER IF EXISTS `_authoring_sync_b51388adc52cd2b4622a4e29_s_i`',
        'DROP TRIGGER IF EXISTS `_authoring_sync_b51388adc52cd2b4622a4e29_s_u`',
        'ALTER TABLE `order` DROP COLUMN `remark`, ALGORITHM=INSTANT -- else ALGORITHM=INPLACE, LOCK=NONE',
      ],
    },
  },
]);
