/**
 * Owns how defaults are written in PostgreSQL's DDL and compared in its catalog. The server prints a default in its own
 * words ('5'::real, '2024-01-02 03:04:05+00'::timestamp with time zone), so both sides are brought to one form.
 */
import type { ColumnDefault, ColumnType } from '@objectstack/metadata-authoring';
import { literalText } from '../../environment/default-value.ts';
import { catalogTypeText } from './column-type.ts';
import { quoteText } from './quote.ts';

/** The text after the keyword DEFAULT. Literals are quoted text, as the runtime's driver writes them. */
export function defaultClause(value: ColumnDefault, type: ColumnType): string {
  return value.kind === 'now' ? nowText(type) : quoteText(literalText(value.value));
}

export function nowText(type: ColumnType): string {
  switch (type.kind) {
    case 'date':
      return "(timezone('utc', now())::date)";
    case 'time':
      return "(timezone('utc', now())::time(3))";
    default:
      return 'CURRENT_TIMESTAMP';
  }
}

/** What the catalog's text of this default is, once normalised. */
export function defaultText(value: ColumnDefault, type: ColumnType): string {
  if (value.kind === 'now') return NOW_PRINTED[type.kind] ?? 'CURRENT_TIMESTAMP';
  return normalisedLiteral(literalText(value.value), catalogTypeText(type));
}

const NOW_PRINTED: Partial<Record<ColumnType['kind'], string>> = {
  date: "(timezone('utc'::text, now()))::date",
  time: "(timezone('utc'::text, now()))::time(3) without time zone",
};

/** @param text pg_get_expr of the default @param type format_type of its column */
export function normalisedDefault(text: string | null, type: string): string | null {
  if (text === null) return null;
  const quoted = /^'((?:[^']|'')*)'(?:::[\w\s()]+)?$/.exec(text);
  if (quoted) return normalisedLiteral((quoted[1] ?? '').replaceAll("''", "'"), type);
  const bare = /^\(?(-?[\d.]+(?:e[-+]?\d+)?|true|false)\)?(?:::[\w\s()]+)?$/i.exec(text);
  return bare ? normalisedLiteral(bare[1] ?? '', type) : text;
}

/** One spelling for literals that the server reads as the same value. */
function normalisedLiteral(text: string, type: string): string {
  switch (type) {
    case 'real': {
      const value = Number(text);
      return text.trim() === '' || Number.isNaN(value) ? quoteText(text) : shortestReal(value);
    }
    case 'boolean':
      return /^\s*(t|true|y|yes|on|1)\s*$/i.test(text) ? 'true' : 'false';
    case 'date':
      return quoteText(/^\d{4}-\d\d-\d\d/.exec(text)?.[0] ?? text);
    case 'timestamp with time zone':
      return quoteText(instantText(text));
    case 'time without time zone':
      return quoteText(timeText(text));
    default:
      return quoteText(text);
  }
}

/** The fewest digits that mean the same 32-bit number, as the server prints it. */
function shortestReal(value: number): string {
  const real = Math.fround(value);
  for (let digits = 1; digits < 9; digits += 1) {
    const shorter = Number(real.toPrecision(digits));
    if (Math.fround(shorter) === real) return String(shorter);
  }
  return String(Number(real.toPrecision(9)));
}

/** Sessions run in UTC: a literal without a zone is UTC for the server, and must be so here. */
function instantText(text: string): string {
  const iso = text
    .trim()
    .replace(' ', 'T')
    .replace(/([+-]\d\d)$/, '$1:00');
  const zoned = /(?:Z|[+-]\d\d:?\d\d)$/i.test(iso) || !iso.includes('T') ? iso : `${iso}Z`;
  const instant = Date.parse(zoned);
  return Number.isNaN(instant) ? text : new Date(instant).toISOString();
}

function timeText(text: string): string {
  const match = /^(\d\d:\d\d)(?::(\d\d)(?:\.(\d+))?)?$/.exec(text.trim());
  if (!match) return text;
  const fraction = (match[3] ?? '').replace(/0+$/, '');
  return `${match[1]}:${match[2] ?? '00'}${fraction === '' ? '' : `.${fraction}`}`;
}
