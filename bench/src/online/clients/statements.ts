/**
 * Owns what the clients of the old version send: the writer inserts a new row and updates an existing one in turn, the
 * reader reads one by its id. A column that the change renames or takes away is left out.
 */
import type { Engine } from '@objectstack/metadata-authoring';
import { BIG, idOf } from '../big-table.ts';

export interface Statement {
  readonly sql: string;
  readonly values: readonly (string | number)[];
}

export interface Traits {
  readonly engine: Engine;
  readonly rows: number;
  readonly untouched: readonly string[];
}

const READ = ['id', 'name', 'code', 'status', 'amount', 'quantity', 'note', 'active', 'owner'];

export function readOf({ engine, rows, untouched }: Traits): Statement {
  const quote = quoteOf(engine);
  const columns = READ.filter((name) => !untouched.includes(name)).map(quote);
  return {
    sql: `SELECT ${columns.join(', ')} FROM ${quote(BIG)} WHERE ${quote('id')} = ${placeholder(engine, 0)}`,
    values: [idOf(anyOf(rows))],
  };
}

/** @param salt makes the rows of one client other rows than anybody else's */
export function writeOf({ engine, rows, untouched }: Traits, n: number, salt: string): Statement {
  const quote = quoteOf(engine);
  const touched = (values: Readonly<Record<string, string | number>>) =>
    Object.entries(values).filter(([name]) => !untouched.includes(name));
  const changing = {
    amount: (n % 90_000) + 0.25,
    quantity: String(n % 90_000),
    note: `changed by write ${n}`,
  };
  if (n % 2 === 0) {
    const values = touched({
      id: idOf(`${salt}-${n}`),
      organization_id: 'organization-1',
      name: `Customer of write ${n}`,
      code: `W-${salt}-${n}`,
      ...changing,
      active: 1,
      due_date: '2026-02-03',
      owner: 'user-7',
    });
    const names = values.map(([name]) => quote(name)).join(', ');
    const places = values.map((_, at) => placeholder(engine, at)).join(', ');
    return {
      sql: `INSERT INTO ${quote(BIG)} (${names}) VALUES (${places})`,
      values: values.map(([, value]) => value),
    };
  }
  const values = touched({ ...changing, status: 'changed' });
  const set = values.map(([name], at) => `${quote(name)} = ${placeholder(engine, at)}`).join(', ');
  return {
    sql: `UPDATE ${quote(BIG)} SET ${set} WHERE ${quote('id')} = ${placeholder(engine, values.length)}`,
    values: [...values.map(([, value]) => value), idOf(anyOf(rows))],
  };
}

function anyOf(rows: number): number {
  return 1 + Math.floor(Math.random() * rows);
}

function quoteOf(engine: Engine): (name: string) => string {
  const mark = engine === 'mysql' ? '`' : '"';
  return (name) => `${mark}${name}${mark}`;
}

function placeholder(engine: Engine, at: number): string {
  return engine === 'postgres' ? `$${at + 1}` : '?';
}
