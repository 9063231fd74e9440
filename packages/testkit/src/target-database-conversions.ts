/** Owns the conversions of types that the contract of target databases asks for, with values that survive them. */
import type { ColumnType } from '@objectstack/metadata-authoring';
import type { CellValue } from './target-database-subject.ts';
import { date, datetime, float, json, string, text } from './target-database-zoo.ts';

export interface Conversion {
  readonly from: ColumnType;
  readonly to: ColumnType;
  /** Before → after. */
  readonly values: readonly (readonly [CellValue, CellValue])[];
}

export const CONVERSIONS: readonly Conversion[] = [
  {
    from: string(80),
    to: float,
    values: [
      ['1.5', 1.5],
      ['-7', -7],
      [null, null],
    ],
  },
  {
    from: float,
    to: string(20),
    values: [
      [5, '5'],
      [1.5, '1.5'],
      [null, null],
    ],
  },
  {
    from: string(80),
    to: json,
    values: [
      ['a', '["a"]'],
      [null, null],
    ],
  },
  {
    from: json,
    to: string(80),
    values: [
      ['["a","b"]', 'a'],
      ['[]', null],
      [null, null],
    ],
  },
  {
    from: json,
    to: float,
    values: [
      ['[4]', 4],
      [null, null],
    ],
  },
  {
    from: text,
    to: string(5),
    values: [
      ['abcde', 'abcde'],
      [null, null],
    ],
  },
  {
    from: text,
    to: date,
    values: [
      ['2024-02-29', '2024-02-29'],
      [null, null],
    ],
  },
  {
    from: text,
    to: datetime,
    values: [
      ['2024-02-29T10:00:00Z', '2024-02-29T10:00:00.000Z'],
      [null, null],
    ],
  },
];

export function conversionName({ from, to }: Conversion): string {
  return `${nameOf(from)} to ${nameOf(to)}`;
}

const nameOf = (type: ColumnType): string => (type.kind === 'string' ? `string(${type.length})` : type.kind);
