import { ObjectStackDefinitionSchema, STACK_DEFINITION_KEYS } from '@objectstack/spec';
import { listMetadataTypeSchemaTypes } from '@objectstack/spec/kernel';
import { PLURAL_TO_SINGULAR } from '@objectstack/spec/shared';
import { describe, expect, it } from 'vitest';
import {
  COLLECTION_TYPES,
  collectionOfKey,
  collectionOfType,
  ITEM_TYPE_NAMES,
  isKnownItem,
  isSingletonKey,
  REFUSED_KEYS,
  SINGLETON_KEYS,
} from './item-types.ts';

describe('the table of item types', () => {
  it('places every key of a stack definition exactly once', () => {
    const placed = [
      ...COLLECTION_TYPES.map(({ key }) => key),
      ...SINGLETON_KEYS,
      ...Object.keys(REFUSED_KEYS),
    ].sort();
    expect(placed).toEqual([...STACK_DEFINITION_KEYS].sort());
    expect(placed).toEqual(Object.keys(ObjectStackDefinitionSchema.shape).sort());
  });

  it('names types as the spec does', () => {
    for (const { type, key } of COLLECTION_TYPES)
      if (PLURAL_TO_SINGULAR[key]) expect(type).toBe(PLURAL_TO_SINGULAR[key]);
  });

  it('knows every type that the spec has a schema for, but for fields, which live in objects', () => {
    const unknown = listMetadataTypeSchemaTypes().filter((type) => !collectionOfType(type));
    expect(unknown).toEqual(['field']);
  });

  it('calls a name authored exactly where the schema of an entry requires one', () => {
    const shape = ObjectStackDefinitionSchema.shape as unknown as Record<
      string,
      { unwrap(): { element: unknown } }
    >;
    for (const { key, naming } of COLLECTION_TYPES) {
      const result = (
        shape[key]!.unwrap().element as {
          safeParse(value: unknown): { error?: { issues: { path: unknown[] }[] } };
        }
      ).safeParse({});
      const required = result.error?.issues.some((issue) => issue.path[0] === 'name') ?? false;
      expect({ key, naming }).toEqual({ key, naming: required ? 'authored' : 'derived' });
    }
  });

  it('answers by type, key and ref', () => {
    expect(collectionOfType('object')?.key).toBe('objects');
    expect(collectionOfKey('data')?.type).toBe('seed');
    expect(isSingletonKey('i18n')).toBe(true);
    expect(isKnownItem({ type: 'stack', name: 'manifest' })).toBe(true);
    expect(isKnownItem({ type: 'stack', name: 'objects' })).toBe(false);
    expect(isKnownItem({ type: 'router', name: 'x' })).toBe(false);
    expect(ITEM_TYPE_NAMES).toContain('stack');
  });
});
