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

/** A table definition taken apart: what stands between the parentheses, and the options after them. */
export interface TableText {
  readonly columns: readonly ColumnText[];
  /** Table constraints, as written. */
  readonly constraints: readonly string[];
  /** WITHOUT ROWID, STRICT. */
  readonly options: string;
  /** Where the comma or parenthesis behind the last column stands in the original text. */
  readonly columnsEnd: number;
}

export function parseTableText(sql: string): TableText {
  const tokens = tokensOf(sql);
  const open = tokens.findIndex(({ text, kind }) => text === '(' && kind === 'symbol');
  invariant(open > 0, 'a table definition in the catalog has no column list');
  const { items, close } = listAt(tokens, open);
  const textOf = (part: readonly SqlToken[]) => sql.slice(part[0]?.start ?? 0, part.at(-1)?.end ?? 0);
  const columns: ColumnText[] = [];
  const constraints: string[] = [];
  let columnsEnd = 0;
  for (const item of items) {
    const keyword = keywordOf(item[0]);
    if (keyword !== null && CONSTRAINT_WORDS.has(keyword)) constraints.push(textOf(item));
    else {
      columns.push({ name: item[0]?.value ?? '', text: textOf(item) });
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
