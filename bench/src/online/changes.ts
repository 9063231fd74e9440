/**
 * Owns the changes of one big table that are measured: the table before and after, what people would type instead on
 * each engine, and what pt-online-schema-change is told.
 */
import type { Engine, RenameForm, TableSpec } from '@objectstack/metadata-authoring';
import { column, index, literal, string, text } from '@objectstack/metadata-authoring-testkit';
import { BIG, bigTable } from './big-table.ts';

/** SQLite's procedure for what ALTER TABLE cannot do: a new table, filled in one statement, in the place of the old one. */
export interface Rebuild {
  /** What the columns that change are filled with. */
  readonly filledWith: Readonly<Record<string, string>>;
}

export interface Change {
  readonly name: string;
  readonly what: string;
  /** What the table went through before, and what it becomes. */
  readonly before: TableSpec;
  readonly after: TableSpec;
  /** Old column → new column. */
  readonly renames?: ReadonlyMap<string, string>;
  /** In the switch without it. */
  readonly renameForm?: RenameForm;
  /** `before` came about by holding this column, which `after` has again. */
  readonly restores?: string;
  /** Columns that change their names or go: clients of either version that know better leave them alone. */
  readonly untouched?: readonly string[];
  /** null: nothing that people type does this. */
  readonly naive: Readonly<Record<Engine, readonly string[] | Rebuild | null>>;
  /** null: nobody would copy the table for it. */
  readonly pt: string | null;
  /** What a careful person runs ahead of it, so that its triggers do not fail writers. */
  readonly ptFirst?: string;
}

function changed(name: string, to: TableSpec['columns'][number]): TableSpec {
  return { ...bigTable, columns: bigTable.columns.map((old) => (old.name === name ? to : old)) };
}

const withoutLegacy: TableSpec = {
  ...bigTable,
  columns: bigTable.columns.filter(({ name }) => name !== 'legacy'),
};

const FLOAT = column('quantity', { kind: 'float' });

export const CHANGES: readonly Change[] = [
  {
    name: 'required',
    what: 'NOT NULL with a default, half of the rows NULL',
    before: bigTable,
    after: changed('status', column('status', string(40), { notNull: true, default: literal('new') })),
    naive: {
      sqlite: { filledWith: { status: "coalesce(`status`, 'new')" } },
      postgres: [
        `ALTER TABLE "${BIG}" ALTER COLUMN "status" SET DEFAULT 'new'`,
        `UPDATE "${BIG}" SET "status" = 'new' WHERE "status" IS NULL`,
        `ALTER TABLE "${BIG}" ALTER COLUMN "status" SET NOT NULL`,
      ],
      mysql: [
        `ALTER TABLE \`${BIG}\` ALTER COLUMN \`status\` SET DEFAULT 'new'`,
        `UPDATE \`${BIG}\` SET \`status\` = 'new' WHERE \`status\` IS NULL`,
        `ALTER TABLE \`${BIG}\` MODIFY \`status\` varchar(40) NOT NULL DEFAULT 'new'`,
      ],
    },
    pt: "MODIFY status varchar(40) NOT NULL DEFAULT 'new'",
    ptFirst: `ALTER TABLE \`${BIG}\` ALTER COLUMN \`status\` SET DEFAULT 'new'`,
  },
  {
    name: 'to-text',
    what: 'a number becomes text',
    before: bigTable,
    after: changed('amount', column('amount', text)),
    naive: {
      sqlite: { filledWith: { amount: 'CAST(`amount` AS text)' } },
      postgres: [`ALTER TABLE "${BIG}" ALTER COLUMN "amount" TYPE text USING "amount"::text`],
      mysql: [`ALTER TABLE \`${BIG}\` MODIFY \`amount\` text`],
    },
    pt: 'MODIFY amount text',
  },
  {
    name: 'to-number',
    what: 'text becomes a number',
    before: bigTable,
    after: changed('quantity', FLOAT),
    naive: {
      sqlite: { filledWith: { quantity: 'CAST(`quantity` AS real)' } },
      postgres: [`ALTER TABLE "${BIG}" ALTER COLUMN "quantity" TYPE real USING "quantity"::real`],
      mysql: [`ALTER TABLE \`${BIG}\` MODIFY \`quantity\` float(8,2)`],
    },
    pt: 'MODIFY quantity float(8,2)',
  },
  {
    name: 'unique',
    what: 'a unique key over what is there',
    before: bigTable,
    after: { ...bigTable, indexes: [index('uniq_big_code', ['code'], true)] },
    naive: {
      sqlite: ['CREATE UNIQUE INDEX `uniq_big_code` ON `big` (`code`)'],
      postgres: ['CREATE UNIQUE INDEX "uniq_big_code" ON "big" ("code")'],
      mysql: ['CREATE UNIQUE INDEX `uniq_big_code` ON `big` (`code`)'],
    },
    pt: 'ADD UNIQUE KEY uniq_big_code (code)',
  },
  {
    name: 'index',
    what: 'a plain index',
    before: bigTable,
    after: { ...bigTable, indexes: [index('idx_big_owner', ['owner'])] },
    naive: {
      sqlite: ['CREATE INDEX `idx_big_owner` ON `big` (`owner`)'],
      postgres: ['CREATE INDEX "idx_big_owner" ON "big" ("owner")'],
      mysql: ['CREATE INDEX `idx_big_owner` ON `big` (`owner`)'],
    },
    pt: 'ADD KEY idx_big_owner (owner)',
  },
  {
    name: 'narrow',
    what: 'text becomes varchar(80)',
    before: bigTable,
    after: changed('note', column('note', string(80))),
    naive: {
      sqlite: { filledWith: {} },
      postgres: [`ALTER TABLE "${BIG}" ALTER COLUMN "note" TYPE varchar(80)`],
      mysql: [`ALTER TABLE \`${BIG}\` MODIFY \`note\` varchar(80)`],
    },
    pt: 'MODIFY note varchar(80)',
  },
  {
    name: 'rename',
    what: 'a column gets another name',
    before: bigTable,
    after: changed('name', column('title', string(255))),
    renames: new Map([['name', 'title']]),
    untouched: ['name'],
    naive: renameStatements('name', 'title'),
    pt: null,
  },
  {
    name: 'rename-online',
    what: 'the same, standing under both names meanwhile',
    before: bigTable,
    after: changed('name', column('title', string(255))),
    renames: new Map([['name', 'title']]),
    renameForm: 'online',
    untouched: ['name'],
    naive: { sqlite: null, postgres: null, mysql: null },
    pt: null,
  },
  {
    name: 'hold',
    what: 'a required column is dropped (held: renamed aside)',
    before: bigTable,
    after: withoutLegacy,
    untouched: ['legacy'],
    naive: {
      sqlite: ['ALTER TABLE `big` DROP COLUMN `legacy`'],
      postgres: ['ALTER TABLE "big" DROP COLUMN "legacy"'],
      mysql: ['ALTER TABLE `big` DROP COLUMN `legacy`'],
    },
    pt: null,
  },
  {
    name: 'undelete',
    what: 'a held column comes back, required again',
    before: withoutLegacy,
    after: bigTable,
    restores: 'legacy',
    untouched: ['legacy'],
    naive: { sqlite: null, postgres: null, mysql: null },
    pt: null,
  },
];

function renameStatements(from: string, to: string): Change['naive'] {
  const standard = [`ALTER TABLE "${BIG}" RENAME COLUMN "${from}" TO "${to}"`];
  return {
    sqlite: standard,
    postgres: standard,
    mysql: [`ALTER TABLE \`${BIG}\` RENAME COLUMN \`${from}\` TO \`${to}\``],
  };
}

/** @throws TypeError for a name that is none */
export function changeNamed(name: string): Change {
  const change = CHANGES.find((candidate) => candidate.name === name);
  if (change === undefined) throw new TypeError(`no change is called ${name}`);
  return change;
}
