/**
 * Owns reading views of SQLite's catalog: one query for them and one for what writes through them. The engine tells of a
 * view's columns only while its table is there, so they are read from the text, token by token.
 */
import type { PhysicalView, PhysicalViews, ViewSource } from '@objectstack/metadata-authoring';
import type { Database } from 'better-sqlite3';
import { keywordOf, listAt, type SqlToken, tokensOf } from './sql-tokens.ts';
import { viewTriggers } from './view.ts';

const VIEWS = `SELECT name, sql FROM sqlite_schema
  WHERE type = 'view' AND (@names IS NULL OR name IN (SELECT value FROM json_each(@names)))`;

const TRIGGERS = `SELECT name FROM sqlite_schema
  WHERE type = 'trigger' AND tbl_name IN (SELECT value FROM json_each(@found))`;

export function readViews(db: Database, names?: readonly string[]): PhysicalViews {
  const filter = { names: names === undefined ? null : JSON.stringify(names) };
  const views = db.prepare(VIEWS).raw().all(filter) as [name: string, sql: string][];
  if (views.length === 0) return new Map();
  const found = JSON.stringify(views.map(([name]) => name));
  const triggers = new Set(db.prepare(TRIGGERS).pluck().all({ found }) as string[]);
  return new Map(
    views.map(([name, sql]) => {
      const { columns, plain } = parsedView(sql);
      return [
        name,
        { columns, plain: plain && viewTriggers(name).every((trigger) => triggers.has(trigger)) },
      ];
    }),
  );
}

/** `CREATE VIEW name (names) AS SELECT items FROM table alias`; anything beyond is not plain. */
function parsedView(sql: string): PhysicalView {
  const tokens = tokensOf(sql);
  const as = tokens.findIndex((token) => keywordOf(token) === 'AS');
  const head = tokens.slice(0, as);
  const open = head.findIndex(isSymbol('('));
  const names = open < 0 ? [] : listAt(head, open).items.map(([token]) => token?.value);
  const query = tokens.slice(as + 1);
  const from = query.findIndex((token) => keywordOf(token) === 'FROM');
  const items = split(query.slice(1, from < 0 ? undefined : from));
  const [table, rest] = nameAt(query.slice(from + 1));
  const alias = keywordOf(rest[0]) === 'AS' ? rest.slice(1) : rest;
  const columns = new Map<string, ViewSource | null>();
  for (const [at, item] of items.entries()) {
    const [column, after] = nameAt(item);
    const named = keywordOf(after[0]) === 'AS' ? after.slice(1) : after;
    const name = names[at] ?? named[0]?.value ?? column ?? `${at}`;
    const isColumn = column !== null && table !== null && named.length <= 1;
    columns.set(name, isColumn ? { table, column } : null);
  }
  return { columns, plain: keywordOf(query[0]) === 'SELECT' && from >= 0 && isAlias(alias) };
}

/** The last part of a name, whatever it is qualified with; null: it does not begin with one. */
function nameAt(tokens: readonly SqlToken[]): [name: string | null, rest: readonly SqlToken[]] {
  const isName = (token: SqlToken | undefined) => token?.kind === 'word' || token?.kind === 'quoted';
  if (!isName(tokens[0])) return [null, tokens];
  let at = 0;
  while (tokens[at + 1]?.text === '.' && isName(tokens[at + 2])) at += 2;
  return [tokens[at]?.value as string, tokens.slice(at + 1)];
}

function isAlias(tokens: readonly SqlToken[]): boolean {
  return tokens.length === 0 || (tokens.length === 1 && tokens[0]?.kind !== 'symbol');
}

function split(tokens: readonly SqlToken[]): readonly (readonly SqlToken[])[] {
  const parenthesis = { kind: 'symbol', value: '', start: 0, end: 0 } as const;
  return listAt([{ ...parenthesis, text: '(' }, ...tokens, { ...parenthesis, text: ')' }], 0).items;
}

function isSymbol(text: string): (token: SqlToken) => boolean {
  return (token) => token.kind === 'symbol' && token.text === text;
}
