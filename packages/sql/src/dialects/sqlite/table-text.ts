/**
 * Owns edits of a CREATE TABLE text from SQLite's catalog. Only the definitions that change are replaced: columns,
 * checks, collations and foreign keys that we do not know stay as their author wrote them.
 */
import { invariant } from '@objectstack/metadata-authoring';
import { canonicalText, keywordOf, listAt, type SqlToken, tokensOf } from './sql-tokens.ts';

const CONSTRAINT_WORDS: ReadonlySet<string> = new Set([
  'CONSTRAINT',
  'PRIMARY',
  'UNIQUE',
  'CHECK',
  'FOREIGN',
]);

interface ColumnText {
  readonly name: string;
  readonly text: string;
}

/** Nothing of ours says this about a column; each of them is lost with the column's old text. */
const FOREIGN_WORDS: ReadonlySet<string> = new Set([
  ...CONSTRAINT_WORDS,
  'COLLATE',
  'REFERENCES',
  'GENERATED',
  'AS',
  // ON CONFLICT
  'ON',
]);

/** A table definition taken apart: what stands between the parentheses, and the options after them. */
export interface TableText {
  readonly columns: readonly ColumnText[];
  /** Table constraints, as written. */
  readonly constraints: readonly string[];
  /** WITHOUT ROWID, STRICT. */
  readonly options: string;
}

/** With the places in the text that it was read from. */
export interface ParsedTable extends TableText {
  readonly columns: readonly ParsedColumn[];
  /** Where the comma or parenthesis behind the last column stands in the original text. */
  readonly columnsEnd: number;
}

interface ParsedColumn extends ColumnText {
  readonly start: number;
}

export function parseTableText(sql: string): ParsedTable {
  const tokens = tokensOf(sql);
  const open = tokens.findIndex(({ text, kind }) => text === '(' && kind === 'symbol');
  invariant(open > 0, 'a table definition in the catalog has no column list');
  const { items, close } = listAt(tokens, open);
  const textOf = (part: readonly SqlToken[]) => sql.slice(part[0]?.start ?? 0, part.at(-1)?.end ?? 0);
  const columns: ParsedColumn[] = [];
  const constraints: string[] = [];
  let columnsEnd = 0;
  for (const item of items) {
    const keyword = keywordOf(item[0]);
    if (keyword !== null && CONSTRAINT_WORDS.has(keyword)) constraints.push(textOf(item));
    else {
      columns.push({ name: item[0]?.value ?? '', text: textOf(item), start: item[0]?.start ?? 0 });
      columnsEnd = tokens[tokens.indexOf(item.at(-1) as SqlToken) + 1]?.start ?? columnsEnd;
    }
  }
  return { columns, constraints, options: textOf(tokens.slice(close + 1)), columnsEnd };
}

/** @param name quoted */
export function tableTextOf(name: string, table: TableText): string {
  const items = [...table.columns.map(({ text }) => text), ...table.constraints];
  return `CREATE TABLE ${name} (${items.join(', ')})${table.options === '' ? '' : ` ${table.options}`}`;
}

/** Both define the same: equal but for quoting and spacing. */
export function sameDefinition(a: string, b: string): boolean {
  return a === b || canonicalText(tokensOf(a)) === canonicalText(tokensOf(b));
}

/** The text that ALTER TABLE ADD COLUMN would leave in the catalog: the new columns stand right behind the last one. */
export function withAppendedColumns(sql: string, definitions: readonly string[]): string {
  const { columnsEnd } = parseTableText(sql);
  return `${sql.slice(0, columnsEnd)}, ${definitions.join(', ')}${sql.slice(columnsEnd)}`;
}

/** The columns are defined like this, each in its place; what is not there yet stands behind the last one. */
export function withColumns(sql: string, definitions: ReadonlyMap<string, string>): string {
  const { columns } = parseTableText(sql);
  const present = new Set(columns.map(({ name }) => name));
  const added = [...definitions].flatMap(([name, definition]) => (present.has(name) ? [] : [definition]));
  // From the end on, so that the places before it stay true.
  let edited = added.length === 0 ? sql : withAppendedColumns(sql, added);
  for (const { name, text, start } of columns.toReversed()) {
    const definition = definitions.get(name);
    if (definition !== undefined && !sameDefinition(definition, text))
      edited = `${edited.slice(0, start)}${definition}${edited.slice(start + text.length)}`;
  }
  return edited;
}

/** The column says no more than its name, its type, NOT NULL and a default. */
export function isPlainColumn(text: string): boolean {
  return !tokensOf(text).some((token) => FOREIGN_WORDS.has(keywordOf(token) ?? ''));
}
