import SqliteDatabase from 'better-sqlite3';
import { expect, it } from 'vitest';
import { affinityOf } from './affinity.ts';

/** What the engine itself makes of values tells a column's affinity. */
const STORED = {
  integer: 'integer integer',
  text: 'text text',
  blob: 'text real',
  real: 'real real',
  numeric: 'integer integer',
};

it.each([
  'varchar(80)',
  'text',
  'TEXT',
  'CHARINT',
  'int',
  'bigint',
  'float',
  'DOUBLE PRECISION',
  'blob',
  '',
  'boolean',
  'date',
  'datetime',
  'time',
  'numeric(10, 2)',
])('agrees with the engine about %s', (type) => {
  const db = new SqliteDatabase(':memory:');
  db.exec(`CREATE TABLE t (a ${type}); INSERT INTO t VALUES ('1'), (2.0)`);
  expect(db.prepare('SELECT typeof(a) FROM t ORDER BY rowid').pluck().all().join(' ')).toBe(
    STORED[affinityOf(type)],
  );
  db.close();
});
