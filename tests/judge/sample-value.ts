/** Owns one valid value for a field of any type: what a runtime would accept and store, and give back unchanged. */

/** The part of a parsed field that decides what it holds. */
export interface SampledField {
  readonly type: string;
  readonly multiple?: boolean;
  readonly maxLength?: number;
  readonly minLength?: number;
  readonly min?: number;
  readonly max?: number;
  /** Decimal places it takes. */
  readonly scale?: number;
  readonly reference?: string;
  readonly options?: readonly { readonly value: string; readonly visibleWhen?: unknown }[];
  readonly valueDomain?: unknown;
  readonly dimensions?: number;
}

export interface Sample {
  /** Makes texts, references and numbers of different rows different. */
  readonly key: string;
  readonly seq: number;
  /** Two rounds give two different values. */
  readonly round: 1 | 2;
  /** Id of a record of the referenced object. */
  readonly reference: (object: string) => string;
}

/** @returns undefined where the type stores nothing that a caller may choose */
export function sampleValue(field: SampledField, sample: Sample): unknown {
  const value = single(field, sample);
  if (value === undefined || Array.isArray(value)) return value;
  return field.multiple === true ? [value] : value;
}

function single(field: SampledField, sample: Sample): unknown {
  const { key, seq, round } = sample;
  const first = round === 1;
  switch (field.type) {
    case 'text':
    case 'textarea':
    case 'markdown':
    case 'html':
    case 'richtext':
    case 'code':
    case 'qrcode':
      return field.valueDomain === undefined ? fitted(`v${round}_${key}`, field) : undefined;
    case 'password':
      return fitted(`pw${round}${key}`, field);
    case 'email':
      return `u${round}${key}@example.com`;
    case 'url':
      return `https://example.com/${round}/${key}`;
    case 'phone':
      return `+1555${String(1_000_000 + seq * 2 + round).slice(-7)}`;
    case 'number':
    case 'currency':
      return within(field, seq + round + (field.scale === undefined || field.scale >= 2 ? 0.25 : 0));
    case 'percent':
      return within(field, first ? 0.25 : 0.5);
    case 'rating':
      return within(field, round);
    case 'slider':
    case 'progress':
      return within(field, round * 10);
    case 'boolean':
    case 'toggle':
      return !first;
    case 'date':
      return first ? '2026-01-02' : '2026-03-04';
    case 'datetime':
      return first ? '2026-01-02T03:04:05.678Z' : '2026-03-04T05:06:07.000Z';
    case 'time':
      return first ? '09:08:07' : '10:20:30';
    case 'select':
    case 'radio':
      return optionOf(field, round);
    case 'multiselect':
    case 'checkboxes':
    case 'tags':
      return field.options === undefined || field.options.length === 0
        ? ['a', 'b']
        : [optionOf(field, round)];
    case 'lookup':
    case 'master_detail':
    case 'tree':
      return field.reference === undefined ? undefined : sample.reference(field.reference);
    case 'user':
      return sample.reference(field.reference ?? 'sys_user');
    case 'json':
      return { a: 1, nested: { round } };
    case 'composite':
    case 'record':
      return { a: round };
    case 'repeater':
      return [{ a: round }];
    case 'address':
      return { street: `${round} Main`, city: 'X', country: 'US' };
    case 'location':
      return { lat: 1.5 * round, lng: 2.5 };
    case 'color':
      return first ? '#aabbcc' : '#102030';
    case 'image':
    case 'file':
    case 'avatar':
    case 'video':
    case 'audio':
    case 'signature':
      return `file_${round}_${key}`;
    default:
      return undefined;
  }
}

function fitted(text: string, { maxLength, minLength = 0 }: SampledField): string {
  const cut = maxLength !== undefined && maxLength > 0 ? text.slice(-maxLength) : text;
  return cut.padEnd(minLength, 'x');
}

function within(
  { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY }: SampledField,
  value: number,
) {
  return Math.min(Math.max(value, min), max);
}

function optionOf({ options = [] }: SampledField, round: 1 | 2): string | undefined {
  const values = options.filter(({ visibleWhen }) => visibleWhen === undefined).map(({ value }) => value);
  return round === 1 ? values[0] : values.at(-1);
}
