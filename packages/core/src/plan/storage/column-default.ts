/** Owns which `defaultValue` becomes a column default. Everything else is resolved by the runtime on each write. */
import { isNowDefaultToken, isRuntimeDefaultToken } from '@objectstack/spec/data';
import type { ServedField } from './served-object.ts';
import type { ColumnDefault, ColumnType } from './table-spec.ts';

/** @returns null for multi-value fields, `current_user`, expressions, arrays, and no default at all */
export function columnDefaultOf(field: ServedField, type: ColumnType): ColumnDefault | null {
  const { defaultValue: value } = field;
  if (field.multiple) return null;
  if (isNowDefaultToken(value)) return { kind: 'now' };
  if (isRuntimeDefaultToken(value)) return null;
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') return null;
  if (type.kind === 'boolean') return { kind: 'literal', value: value === 'false' ? false : Boolean(value) };
  return { kind: 'literal', value: type.kind === 'json' ? String(value) : value };
}
