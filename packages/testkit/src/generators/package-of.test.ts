import { ObjectSchema } from '@objectstack/spec/data';
import { describe, expect, it } from 'vitest';
import { BYTES_PER_FIELD, FIELD_TYPE_WEIGHTS } from './observed-shapes.ts';
import { packageOf } from './package-of.ts';

const stack = packageOf({ objects: 60, fieldsPerObject: 30, seed: 1 });
const fields = stack.objects.flatMap((object) => Object.values(object.fields));
const share = (matches: (field: (typeof fields)[number]) => boolean) =>
  fields.filter(matches).length / fields.length;

describe('packageOf', () => {
  it('gives the same bytes for the same seed and others for another', () => {
    const bytes = (seed: number) => JSON.stringify(packageOf({ objects: 5, fieldsPerObject: 8, seed }));
    expect(bytes(7)).toBe(bytes(7));
    expect(bytes(7)).not.toBe(bytes(8));
  });

  it('has exactly the asked number of objects and fields', () => {
    expect(stack.objects).toHaveLength(60);
    for (const object of stack.objects) expect(Object.keys(object.fields)).toHaveLength(30);
    expect(new Set(stack.objects.map((object) => object.name)).size).toBe(60);
  });

  it('makes objects that the spec accepts', () => {
    for (const object of stack.objects) {
      const parsed = ObjectSchema.safeParse(object);
      expect(parsed.success ? [] : parsed.error.issues, object.name).toEqual([]);
    }
  });

  it('follows the frequencies of the real packages', () => {
    const total = Object.values(FIELD_TYPE_WEIGHTS).reduce((sum, weight) => sum + weight, 0);
    expect(share((field) => field.type === 'text')).toBeCloseTo(FIELD_TYPE_WEIGHTS.text / total, 1);
    expect(share((field) => field.type === 'datetime')).toBeCloseTo(FIELD_TYPE_WEIGHTS.datetime / total, 1);
    const bytesPerField = JSON.stringify(fields).length / fields.length;
    expect(Math.abs(bytesPerField / BYTES_PER_FIELD - 1)).toBeLessThan(0.15);
  });
});
