/** The SQL of `drop_view` in every dialect: the old name of a table goes. */
import { column, float, literal, step, string, table, text } from '@objectstack/metadata-authoring-testkit';
import { goldens } from '../support/golden.ts';

const NAME = { name: 'name', column: 'title', type: string(80), default: null } as const;
const STAGE = { name: 'stage', column: 'stage', type: text, default: literal('new') } as const;
const AMOUNT = {
  name: 'amount',
  column: '_hold_1',
  type: float,
  default: null,
  feeds: {
    column: 'amount',
    type: string(20),
    value: { op: 'cast', value: { op: 'column', name: '_hold_1' }, from: float, to: string(20) },
    rests: literal(5),
  },
} as const;
const ID = { name: 'id', column: 'id', type: string(255), default: null } as const;
const before = [
  table('case', [
    column('title', string(80)),
    column('stage', text, { default: literal('new') }),
    column('amount', string(20)),
    column('_hold_1', float, { default: literal(5) }),
  ]),
];

goldens([
  {
    name: 'columns under other names',
    before,
    steps: [{ ...step('drop_view', 'case'), view: 'order', columns: [ID, NAME, STAGE] }],
    sql: {
      sqlite: [
        'DROP VIEW IF EXISTS `order`',
      ],
      postgres: [
        'DROP VIEW IF EXISTS "order"',
      ],
      mysql: [
        'DROP VIEW IF EXISTS `order`',
      ],
    },
  },
  {
    name: 'a column that another one took the place of',
    before,
    steps: [{ ...step('drop_view', 'case'), view: 'order', columns: [ID, AMOUNT] }],
    sql: {
      sqlite: [
        'DROP VIEW IF EXISTS `order`',
      ],
      postgres: [
        'DROP VIEW IF EXISTS "order"',
        'DROP TRIGGER IF EXISTS "_authoring_feed_bcfb37e6b1d03146fe8f0f7e" ON "case"',
        'DROP FUNCTION IF EXISTS "_authoring_feed_bcfb37e6b1d03146fe8f0f7e"()',
        `ALTER TABLE "case" ALTER COLUMN "_hold_1" SET DEFAULT '5'`,
      ],
      mysql: [
        'DROP VIEW IF EXISTS `order`',
        'DROP TRIGGER IF EXISTS `_authoring_feed_bcfb37e6b1d03146fe8f0f7e_i`',
        'DROP TRIGGER IF EXISTS `_authoring_feed_bcfb37e6b1d03146fe8f0f7e_u`',
        "ALTER TABLE `case` ALTER COLUMN `_hold_1` SET DEFAULT '5.00'",
      ],
    },
  },
]);
