import SqliteDatabase from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import {
  isPlainColumn,
  parseTableText,
  sameDefinition,
  tableTextOf,
  withAppendedColumns,
  withColumns,
} from './table-text.ts';

/** Tables as people write them. */
const TABLES = [
  'CREATE TABLE t (a)',
  "CREATE TABLE `t` (`id` varchar(255), `b` float not null default '5', primary key (`id`))",
  "CREATE TABLE t (a text DEFAULT 'x, (y)', -- a note, with a comma\n b NUMERIC(10, 2) CHECK (b IN (1, 2)), UNIQUE (a, b))",
  'CREATE TABLE t ("primary" text, [check] int, CONSTRAINT "c, d" CHECK (length("primary") > 1), FOREIGN KEY (a) REFERENCES o (id), a)',
  'CREATE TABLE "we""ird" (a integer PRIMARY KEY AUTOINCREMENT, b AS (a * 2) STORED)',
  'CREATE TABLE t (a text PRIMARY KEY, b int) WITHOUT ROWID, STRICT',
  'CREATE TABLE t (\n  a text\n  ,\n  b text /* last, ) */\n)',
];

describe('parseTableText', () => {
  it.each(TABLES)('%s', (sql) => {
    const db = new SqliteDatabase(':memory:');
    if (isValid(db, sql)) {
      const name = String(db.prepare('SELECT name FROM sqlite_schema').pluck().get());
      const columns = db.prepare('SELECT name FROM pragma_table_xinfo(?)').pluck().all(name);
      expect(parseTableText(sql).columns.map((column) => column.name)).toEqual(columns);
    } else
      expect(parseTableText(sql).columns.map((column) => column.name)).toEqual(['primary', 'check', 'a']);
    db.close();
  });

  it('writes back a table that means the same', () => {
    const sql = "CREATE TABLE t (a text DEFAULT 'x, (y)', b NUMERIC(10, 2), UNIQUE (a, b)) STRICT";
    expect(tableTextOf('t', parseTableText(sql))).toBe(sql);
  });
});

describe('withAppendedColumns', () => {
  const writable = TABLES.filter((sql) => isValid(new SqliteDatabase(':memory:'), sql));

  it.each(writable)('writes what ALTER TABLE writes: %s', (sql) => {
    const db = new SqliteDatabase(':memory:');
    db.exec(sql);
    const [name, before] = db.prepare('SELECT name, sql FROM sqlite_schema').raw().get() as [string, string];
    db.exec(`ALTER TABLE "${name.replaceAll('"', '""')}" ADD COLUMN \`x\` text default 'a'`);
    expect(withAppendedColumns(before, ["`x` text default 'a'"])).toBe(
      db.prepare('SELECT sql FROM sqlite_schema WHERE name = ?').pluck().get(name),
    );
    db.close();
  });
});

describe('withColumns', () => {
  it('writes each definition in its place and new ones behind the last column', () => {
    const sql =
      'CREATE TABLE t (a text, -- a, the first\n [b] int, "c" text CHECK (c > \'a\'), UNIQUE (a, b)) STRICT';
    const definitions = new Map([
      ['c', '`c` text'],
      ['n', '`n` float not null'],
      ['a', '`a` varchar(9) not null'],
    ]);
    expect(withColumns(sql, definitions)).toBe(
      'CREATE TABLE t (`a` varchar(9) not null, -- a, the first\n [b] int, `c` text, `n` float not null, UNIQUE (a, b)) STRICT',
    );
  });

  it('leaves what already says so', () => {
    const sql = 'CREATE TABLE t ("a"  text not null)';
    expect(withColumns(sql, new Map([['a', '`a` text not null']]))).toBe(sql);
  });
});

describe('isPlainColumn', () => {
  it.each([
    ["`a` varchar(80) not null default 'check, collate'", true],
    ['"unique" NUMERIC(10, 2) NULL', true],
    ["`a` time default (case when strftime('%f', 'now') like '%.000' then 1 else 2 end)", true],
    ['a text COLLATE NOCASE', false],
    ['a text CONSTRAINT c NOT NULL', false],
    ['a text REFERENCES o (id)', false],
    ['a AS (b * 2)', false],
    ['a text NOT NULL ON CONFLICT IGNORE', false],
  ])('%s: %s', (text, plain) => {
    expect(isPlainColumn(text)).toBe(plain);
  });
});

describe('sameDefinition', () => {
  it('looks past quotes and spaces, not past words', () => {
    expect(sameDefinition("`a` text default 'x'", '"a"  text default \'x\'')).toBe(true);
    expect(sameDefinition('`a` text', '`a` text not null')).toBe(false);
    expect(sameDefinition("`a` text default 'x'", "`a` text default 'X'")).toBe(false);
  });
});

function isValid(db: SqliteDatabase.Database, sql: string): boolean {
  try {
    db.exec(sql);
    return true;
  } catch {
    return false;
  }
}
