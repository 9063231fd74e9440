/** The SQL of `retire_column` in every dialect: nothing writes both names any more, and the old column goes aside with its indexes. */
import { conversionBetween, syncName } from '@objectstack/metadata-authoring';
import { column, index, step, table, text } from '@objectstack/metadata-authoring-testkit';
import { goldens } from '../support/golden.ts';

goldens([
  {
    name: "a column",
    before: [table('order', [column('remark', text), column('note', text)])], steps: [{ ...step('retire_column', 'order'), column: 'remark', old: column('note', text), heldName: '_hold_1', up: conversionBetween('note', text, text), down: conversionBetween('remark', text, text), sync: syncName('order.remark') }],
    sql: {
      sqlite: [
        'DROP TRIGGER IF EXISTS `_authoring_sync_b51388adc52cd2b4622a4e29_i`',
        'DROP TRIGGER IF EXISTS `_authoring_sync_b51388adc52cd2b4622a4e29_u`',
        'DROP TRIGGER IF EXISTS `_authoring_sync_b51388adc52cd2b4622a4e29_j`',
        'DROP TRIGGER IF EXISTS `_authoring_sync_b51388adc52cd2b4622a4e29_v`',
        'ALTER TABLE `order` RENAME COLUMN `note` TO `_hold_1`',
      ],
      postgres: [
        'DROP TRIGGER IF EXISTS "_authoring_sync_b51388adc52cd2b4622a4e29" ON "order"',
        'DROP FUNCTION IF EXISTS "_authoring_sync_b51388adc52cd2b4622a4e29"()',
        'ALTER TABLE "order" RENAME COLUMN "note" TO "_hold_1"',
      ],
      mysql: [
        'DROP TRIGGER IF EXISTS `_authoring_sync_b51388adc52cd2b4622a4e29_r_s_i`',
        'DROP TRIGGER IF EXISTS `_authoring_sync_b51388adc52cd2b4622a4e29_r_s_u`',
        'ALTER TABLE `order` RENAME COLUMN `note` TO `_hold_1`, ALGORITHM=INSTANT -- else ALGORITHM=INPLACE, LOCK=NONE',
      ],
    },
  },
  {
    name: "reserved words, with an index that nobody dropped before",
    before: [table('case', [column('group', text), column('order', text)], [index('idx_case_order', ['order'])])], steps: [{ ...step('retire_column', 'case'), column: 'group', old: column('order', text), heldName: '_hold_1', up: conversionBetween('order', text, text), down: conversionBetween('group', text, text), sync: syncName('case.group') }],
    sql: {
      sqlite: [
        'DROP TRIGGER IF EXISTS `_authoring_sync_7c9058edae003f3880ecd135_i`',
        'DROP TRIGGER IF EXISTS `_authoring_sync_7c9058edae003f3880ecd135_u`',
        'DROP TRIGGER IF EXISTS `_authoring_sync_7c9058edae003f3880ecd135_j`',
        'DROP TRIGGER IF EXISTS `_authoring_sync_7c9058edae003f3880ecd135_v`',
        'DROP INDEX `idx_case_order`',
        'ALTER TABLE `case` RENAME COLUMN `order` TO `_hold_1`',
      ],
      postgres: [
        'DROP TRIGGER IF EXISTS "_authoring_sync_7c9058edae003f3880ecd135" ON "case"',
        'DROP FUNCTION IF EXISTS "_authoring_sync_7c9058edae003f3880ecd135"()',
        'DROP INDEX "idx_case_order"',
        'ALTER TABLE "case" RENAME COLUMN "order" TO "_hold_1"',
      ],
      mysql: [
        'DROP TRIGGER IF EXISTS `_authoring_sync_7c9058edae003f3880ecd135_s_i`',
        'DROP TRIGGER IF EXISTS `_authoring_sync_7c9058edae003f3880ecd135_s_u`',
        'ALTER TABLE `case` DROP KEY `idx_case_order`, RENAME COLUMN `order` TO `_hold_1`, ALGORITHM=INSTANT -- else ALGORITHM=INPLACE, LOCK=NONE',
      ],
    },
  },
]);
