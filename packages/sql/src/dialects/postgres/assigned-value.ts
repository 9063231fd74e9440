/**
 * Owns what is assigned to a column on PostgreSQL. The server takes spaces that a varchar(n) has no room for off the end
 * of a text and says nothing; a text that is too long must be refused, whatever it ends in.
 */
import { type ColumnType, type Expression, typeOf } from '@objectstack/metadata-authoring';
import type { ColumnTypes } from '../../environment/column-types.ts';
import { compileExpression } from './compile-expression.ts';

/**
 * SQL of a value for a column of that type: too long, it fails as any other does (SQLSTATE 22001).
 * @param row what columns are read from: `NEW.` in a trigger
 */
export function assignedValue(value: Expression, type: ColumnType, columns: ColumnTypes, row = ''): string {
  const sql = compileExpression(value, type, columns, row);
  if (type.kind !== 'string' || isSafe(type.length, value, columns)) return sql;
  // Behind a full stop no space is at the end.
  return `CASE WHEN length(${sql}) > ${type.length} THEN (${sql}) || '.' ELSE ${sql} END`;
}

/** It has room, or ends in no space. */
function isSafe(length: number, value: Expression, columns: ColumnTypes): boolean {
  switch (value.op) {
    case 'literal':
      // It was measured when it was bound.
      return true;
    case 'coalesce':
      return value.values.every((one) => isSafe(length, one, columns));
    case 'cast':
      return value.from.kind !== 'string' && value.from.kind !== 'text' && value.from.kind !== 'json';
    case 'column': {
      const from = typeOf(value, columns);
      return from.kind === 'string' && from.length <= length;
    }
    default:
      return false;
  }
}
