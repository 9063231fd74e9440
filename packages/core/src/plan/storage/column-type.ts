/** Owns which column type a field gets. Numeric precision, scale, min and max never reach a table. */
import type { FieldType } from '@objectstack/spec/data';
import type { ServedField } from './served-object.ts';
import type { ColumnType } from './table-spec.ts';

/** bounded_text: varchar by default. long_text: text unless an index must key it. reference_text: always varchar(255). */
type StorageFamily =
  | 'bounded_text'
  | 'long_text'
  | 'reference_text'
  | Exclude<ColumnType['kind'], 'string' | 'text'>
  | 'virtual';

const FAMILIES: Readonly<Record<FieldType, StorageFamily>> = {
  text: 'long_text',
  textarea: 'long_text',
  email: 'bounded_text',
  url: 'bounded_text',
  phone: 'bounded_text',
  password: 'bounded_text',
  secret: 'reference_text',
  markdown: 'long_text',
  html: 'long_text',
  richtext: 'long_text',
  number: 'float',
  currency: 'float',
  percent: 'float',
  date: 'date',
  datetime: 'datetime',
  time: 'time',
  boolean: 'boolean',
  toggle: 'boolean',
  select: 'reference_text',
  multiselect: 'json',
  radio: 'reference_text',
  checkboxes: 'json',
  lookup: 'reference_text',
  master_detail: 'reference_text',
  tree: 'reference_text',
  user: 'reference_text',
  image: 'json',
  file: 'json',
  avatar: 'json',
  video: 'json',
  audio: 'json',
  formula: 'virtual',
  summary: 'float',
  autonumber: 'reference_text',
  composite: 'json',
  repeater: 'json',
  record: 'json',
  location: 'json',
  address: 'json',
  code: 'long_text',
  json: 'json',
  color: 'reference_text',
  rating: 'float',
  slider: 'float',
  signature: 'long_text',
  qrcode: 'long_text',
  progress: 'float',
  tags: 'json',
  vector: 'json',
};

const DEFAULT_LENGTH_CHARS = 255;
/** The widest varchar of utf8mb4 on MySQL; wider declarations become text on every engine. */
const LONGEST_VARCHAR_CHARS = 16_383;
/** The widest utf8mb4 key part of InnoDB; a wider text stays text, indexed or not, on every engine. */
const LONGEST_KEY_CHARS = 768;

/** One object a type: a large package has hundreds of thousands of columns. */
const PLAIN = {
  text: { kind: 'text' },
  float: { kind: 'float' },
  boolean: { kind: 'boolean' },
  date: { kind: 'date' },
  datetime: { kind: 'datetime' },
  time: { kind: 'time' },
  json: { kind: 'json' },
} as const satisfies Readonly<Record<Exclude<ColumnType['kind'], 'string'>, ColumnType>>;
const DEFAULT_STRING: ColumnType = { kind: 'string', length: DEFAULT_LENGTH_CHARS };

/**
 * @param keyed any index of the object names the column, also one that is not created because another column is missing
 * @returns null when the field has no column
 */
export function columnTypeOf(field: ServedField, keyed: boolean): ColumnType | null {
  if (field.multiple) return PLAIN.json;
  const { maxLength } = field;
  const family = familyOf(field.type);
  switch (family) {
    case 'virtual':
      return null;
    case 'reference_text':
      return DEFAULT_STRING;
    case 'bounded_text':
      if (maxLength === null) return DEFAULT_STRING;
      return maxLength > LONGEST_VARCHAR_CHARS ? PLAIN.text : { kind: 'string', length: maxLength };
    case 'long_text':
      if (!keyed || maxLength === null || maxLength > LONGEST_KEY_CHARS) return PLAIN.text;
      return { kind: 'string', length: maxLength };
    default:
      return PLAIN[family];
  }
}

/** The driver stores a type that it does not know as varchar(255). */
function familyOf(type: string): StorageFamily {
  return Object.hasOwn(FAMILIES, type) ? FAMILIES[type as FieldType] : 'reference_text';
}
