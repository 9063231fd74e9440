/** Owns how goldens are held: the statements of a step, every dialect side by side, exactly as preview shows and execute runs them. */
import type { Step, TableSpec } from '@objectstack/metadata-authoring';
import {
  column,
  float,
  index,
  string,
  table,
  tenantIndex,
  text,
} from '@objectstack/metadata-authoring-testkit';
import { expect, it } from 'vitest';
import { mysqlDialect } from '../../src/dialects/mysql/dialect.ts';
import { postgresDialect } from '../../src/dialects/postgres/dialect.ts';
import { sqliteDialect } from '../../src/dialects/sqlite/dialect.ts';

/** A dialect that joins is a column in every golden. */
export const DIALECTS = { sqlite: sqliteDialect, postgres: postgresDialect, mysql: mysqlDialect } as const;

export type DialectName = keyof typeof DIALECTS;

export interface Golden {
  readonly name: string;
  readonly before?: readonly TableSpec[];
  readonly steps: readonly Step[];
  readonly sql: Readonly<Record<DialectName, readonly string[]>>;
}

/** The table that most goldens start from. */
export const order = table(
  'order',
  [
    column('organization_id', string(255)),
    column('name', string(80)),
    column('note', text),
    column('size', float),
  ],
  [index('idx_order_name', ['name']), tenantIndex('uniq_order_organization_id_name', ['name'])],
);

/** As in the switch, where rows are filled in one statement. */
export function inSwitch(steps: readonly Step[]): readonly Step[] {
  return steps.map((change) => ({ ...change, phase: 'switch' }));
}

/** The steps' statements in plan order. */
export function statements(
  dialect: DialectName,
  golden: Pick<Golden, 'before' | 'steps'>,
): readonly string[] {
  const before = new Map((golden.before ?? [order]).map((spec) => [spec.name, spec]));
  return [...DIALECTS[dialect].describe(golden.steps, before).values()].flat();
}

export function goldens(cases: readonly Golden[]): void {
  for (const dialect of Object.keys(DIALECTS) as DialectName[])
    it.each(cases)(`${dialect} · $name`, (golden) => {
      expect(statements(dialect, golden)).toEqual(golden.sql[dialect]);
    });
}
