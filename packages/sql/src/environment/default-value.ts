/** Owns what a default is in any SQL: the text of its literal, and whether a column of some type could take it. */
import type { ColumnDefault, ColumnType } from '@objectstack/metadata-authoring';

/** Literals are written as quoted text, as the runtime's driver does; a boolean is 1 or 0. */
export function literalText(value: string | number | boolean): string {
  return typeof value === 'boolean' ? (value ? '1' : '0') : String(value);
}

/** Whether the server would take this default for the type: after a retype the old one may not fit any more. */
export function defaultFits(value: ColumnDefault, type: ColumnType): boolean {
  if (value.kind === 'now') return type.kind !== 'float' && type.kind !== 'boolean' && type.kind !== 'json';
  const text = literalText(value.value);
  switch (type.kind) {
    case 'string':
      return text.length <= type.length;
    case 'text':
      return true;
    case 'float':
      return text.trim() !== '' && Number.isFinite(Number(text));
    case 'boolean':
      return /^\s*(t|true|y|yes|on|1|f|false|n|no|off|0)\s*$/i.test(text);
    case 'time':
      return /^\d\d:\d\d(:\d\d(\.\d+)?)?$/.test(text.trim());
    case 'date':
    case 'datetime':
      return /^\d{4}-\d\d-\d\d/.test(text) && !Number.isNaN(Date.parse(text));
    case 'json':
      return isJson(text);
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
