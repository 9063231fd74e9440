/**
 * Owns how defaults are written in MySQL's DDL and compared in its catalog. The server keeps a literal as a value of
 * the column (5 as 5.00), and MySQL prints it otherwise than MariaDB: both sides are brought to one form.
 */
import { type ColumnDefault, type ColumnType, keepsDefault } from '@objectstack/metadata-authoring';
import { literalText } from '../../environment/default-value.ts';
import { typeText } from './column-type.ts';
import { quoteText } from './quote.ts';

/** As the runtime's driver has it: a text column has no default, the runtime itself fills it in. */
export function storesDefault(type: ColumnType): boolean {
  return keepsDefault('mysql', type);
}

/** The text after the keyword DEFAULT. */
export function defaultClause(value: ColumnDefault, type: ColumnType): string {
  if (value.kind === 'now') return type.kind === 'datetime' ? nowText(type) : `(${nowText(type)})`;
  const literal = quoteText(storedText(value, type));
  // MySQL takes defaults of these types only as expressions.
  return type.kind === 'json' || type.kind === 'text' ? `(${literal})` : literal;
}

/** Sessions run in UTC. */
export function nowText(type: ColumnType): string {
  switch (type.kind) {
    case 'date':
      return 'cast(utc_timestamp() as date)';
    case 'time':
      return 'cast(utc_timestamp(3) as time(3))';
    default:
      return 'CURRENT_TIMESTAMP(3)';
  }
}

/** What the catalog's text of this default is, once normalised. */
export function defaultText(value: ColumnDefault, type: ColumnType): string {
  if (value.kind === 'now') return nowText(type).toLowerCase();
  const stored = storedText(value, type);
  return isNumeric(typeText(type)) ? stored : quoteText(stored);
}

export interface CatalogDefault {
  readonly text: string | null;
  /** MySQL tells an expression from a literal only here; MariaDB quotes its literals. */
  readonly extra: string;
  readonly fromMariaDb: boolean;
}

/** @param type COLUMN_TYPE of its column */
export function normalisedDefault({ text, extra, fromMariaDb }: CatalogDefault, type: string): string | null {
  if (text === null || (fromMariaDb && text === 'NULL')) return null;
  const printed = fromMariaDb || extra.includes('DEFAULT_GENERATED');
  if (!printed) return isNumeric(type) ? text : quoteText(text);
  const quoted = /^(?:_utf8mb4)?\\?'(.*?)\\?'$/s.exec(text);
  return quoted ? quoteText(unescaped(quoted[1] ?? '')) : text.toLowerCase();
}

/** A literal stands with doubled quotes, an expression with escaped ones. */
function unescaped(text: string): string {
  return text.replaceAll(/\\(.)|''/g, (_, escaped?: string) => escaped ?? "'");
}

function isNumeric(type: string): boolean {
  return type.startsWith('float') || type.startsWith('tinyint');
}

/** The value that a column of the type keeps of a literal. */
function storedText(value: Extract<ColumnDefault, { kind: 'literal' }>, type: ColumnType): string {
  const text = literalText(value.value);
  switch (type.kind) {
    case 'float':
      return storedFloat(text);
    case 'boolean':
      return /^\s*(t|true|y|yes|on|1)\s*$/i.test(text) ? '1' : '0';
    case 'date':
      return /^\d{4}-\d\d-\d\d/.exec(text)?.[0] ?? text;
    case 'datetime':
      return storedInstant(text);
    case 'time':
      return storedTime(text);
    default:
      return text;
  }
}

const FLOAT_MAX = 999_999.99;

/** float(8,2): two digits, halves to even, cut at its range without a word, then 24 bits. */
function storedFloat(text: string): string {
  const value = Number(text);
  if (text.trim() === '' || Number.isNaN(value)) return text;
  const cents = value * 100;
  const below = Math.floor(cents);
  const isHalf = cents - below === 0.5;
  const rounded = (isHalf ? below + (below % 2) : Math.round(cents)) / 100;
  return Math.fround(Math.min(FLOAT_MAX, Math.max(-FLOAT_MAX, rounded))).toFixed(2);
}

/** The server takes no zone in a literal: it is brought to UTC here, as sessions have it. */
export function storedInstant(text: string): string {
  const iso = text
    .trim()
    .replace(' ', 'T')
    .replace(/([+-]\d\d)$/, '$1:00');
  const zoned = /(?:Z|[+-]\d\d:?\d\d)$/i.test(iso) || !iso.includes('T') ? iso : `${iso}Z`;
  const instant = Date.parse(zoned);
  if (Number.isNaN(instant)) return text;
  return new Date(instant).toISOString().replace('T', ' ').replace('Z', '');
}

function storedTime(text: string): string {
  const match = /^(\d\d:\d\d)(?::(\d\d)(?:\.(\d{1,3}))?)?$/.exec(text.trim());
  return match ? `${match[1]}:${match[2] ?? '00'}.${(match[3] ?? '').padEnd(3, '0')}` : text;
}
