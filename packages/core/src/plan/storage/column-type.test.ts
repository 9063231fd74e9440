import { describe, expect, it } from 'vitest';
import { columnTypeOf } from './column-type.ts';
import type { ServedField } from './served-object.ts';

function field(type: string, rest: Partial<ServedField> = {}): ServedField {
  return {
    type,
    multiple: false,
    maxLength: null,
    unique: null,
    notNull: false,
    defaultValue: undefined,
    choices: null,
    reference: null,
    owner: 'p',
    definedBy: 'p',
    ...rest,
  };
}

describe('columnTypeOf', () => {
  it('makes a long text varchar only where an index must key it and can', () => {
    const lengths = [null, 1, 768, 769];
    const of = (keyed: boolean) =>
      lengths.map((maxLength) => columnTypeOf(field('text', { maxLength }), keyed));
    expect(of(false)).toEqual(lengths.map(() => ({ kind: 'text' })));
    expect(of(true)).toEqual([
      { kind: 'text' },
      { kind: 'string', length: 1 },
      { kind: 'string', length: 768 },
      { kind: 'text' },
    ]);
  });

  it('makes a bounded text varchar up to the widest one', () => {
    const of = (maxLength: number | null) => columnTypeOf(field('email', { maxLength }), false);
    expect(of(null)).toEqual({ kind: 'string', length: 255 });
    expect(of(16_383)).toEqual({ kind: 'string', length: 16_383 });
    expect(of(16_384)).toEqual({ kind: 'text' });
  });

  it('ignores maxLength where the value is an id or an option', () => {
    for (const type of ['lookup', 'select', 'autonumber', 'secret', 'a_type_of_tomorrow']) {
      expect(columnTypeOf(field(type, { maxLength: 10 }), true)).toEqual({ kind: 'string', length: 255 });
    }
  });

  it('gives a formula no column, unless it holds several values', () => {
    expect(columnTypeOf(field('formula'), false)).toBeNull();
    expect(columnTypeOf(field('formula', { multiple: true }), false)).toEqual({ kind: 'json' });
  });
});
