/**
 * Owns how defaults are written in SQLite's DDL: literals as quoted text, as the runtime's driver writes them (the
 * column's affinity turns '5' into 5), and "now" as the canonical text that the runtime stores.
 */
import type { ColumnDefault, ColumnType } from '@objectstack/metadata-authoring';
import { literalText } from '../../environment/default-value.ts';
import { quoteText } from './quote.ts';

/** The text of the expression, as the catalog holds it. */
export function defaultText(value: ColumnDefault, type: ColumnType): string {
  return value.kind === 'now' ? nowText(type) : quoteText(literalText(value.value));
}

/** The text after the keyword DEFAULT. */
export function defaultClause(value: ColumnDefault, type: ColumnType): string {
  return value.kind === 'now' ? `(${nowText(type)})` : defaultText(value, type);
}

/** "Now" in the form of the column's own type. Milliseconds of zero are left out of a time, as the runtime does. */
export function nowText(type: ColumnType): string {
  switch (type.kind) {
    case 'date':
      return "strftime('%Y-%m-%d', 'now')";
    case 'time':
      return "case when strftime('%H:%M:%f', 'now') like '%.000' then strftime('%H:%M:%S', 'now') else strftime('%H:%M:%f', 'now') end";
    default:
      return "strftime('%Y-%m-%dT%H:%M:%fZ', 'now')";
  }
}
