/** Owns the one big table: its shape, and the values of its n-th row, the same on every engine. */
import { createHash } from 'node:crypto';
import type { Engine, TableSpec } from '@objectstack/metadata-authoring';
import {
  boolean,
  column,
  date,
  float,
  literal,
  string,
  table,
  text,
} from '@objectstack/metadata-authoring-testkit';

export const BIG = 'big';

export const bigTable: TableSpec = table(BIG, [
  column('organization_id', string(255)),
  column('name', string(255)),
  column('code', string(64)),
  column('status', string(40)),
  column('amount', float),
  column('quantity', text),
  column('note', text),
  column('active', boolean),
  column('due_date', date),
  column('owner', string(255)),
  column('legacy', string(40), { notNull: true, default: literal('none') }),
]);

/** As random as the ids that the runtime makes, and as long. */
export function idOf(n: number | string): string {
  return createHash('md5').update(String(n)).digest('hex').slice(0, 16);
}

/** Expressions over `n`, one a column. Half of `status` is NULL; `quantity` holds numbers as text; every `code` is another. */
export function rowExpressions(engine: Engine, n: string): ReadonlyMap<string, string> {
  const of = (prefix: string, value: string) =>
    engine === 'mysql' ? `concat('${prefix}', ${value})` : `('${prefix}' || CAST(${value} AS text))`;
  const odd = `${n} % 2 = 1`;
  return new Map([
    ...(engine === 'sqlite' ? [] : ([['id', `substr(md5(${of('', n)}), 1, 16)`]] as const)),
    ['organization_id', of('organization-', `${n} % 50`)],
    ['name', of('Customer number ', n)],
    ['code', of('C-', n)],
    ['status', `CASE WHEN ${odd} THEN 'open' END`],
    ['amount', `${n} % 90000 + 0.5`],
    ['quantity', of('', `${n} % 90000`)],
    ['note', of('called on Monday about the order with number ', n)],
    ['active', engine === 'postgres' ? odd : `CASE WHEN ${odd} THEN 1 ELSE 0 END`],
    ['due_date', engine === 'postgres' ? "date '2026-01-15'" : "'2026-01-15'"],
    ['owner', of('user-', `${n} % 1000`)],
    ['legacy', of('legacy-', `${n} % 10`)],
  ]);
}
