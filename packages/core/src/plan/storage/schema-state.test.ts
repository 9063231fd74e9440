import { describe, expect, it } from 'vitest';
import { schemaStateOf, tableStateOf } from './schema-state.ts';
import type { TableSpec } from './table-spec.ts';

const base = {
  packageId: 'com.acme.base',
  objects: [
    {
      name: 'base_thing',
      systemFields: { tenant: false, audit: false },
      ownership: 'none',
      fields: { a: { type: 'text', maxLength: 9 } },
    },
    { name: 'base_other', fields: {} },
    { name: 'base_remote', fields: {}, external: { remoteName: 'x' } },
  ],
};
const extending = (packageId: string, ...objectExtensions: unknown[]) => ({
  packageId,
  objects: [],
  objectExtensions,
});
const thing = { extend: 'base_thing' };

function authored(table: TableSpec | null | undefined): readonly string[] | undefined {
  const injected = /^(id|.*_(at|by|id))$/;
  return table?.columns
    .filter(({ name }) => !injected.test(name))
    .map(({ name, type, owner }) => `${name} ${type.kind} ${owner.replace('com.acme.', '')}`);
}

describe('schemaStateOf', () => {
  it('holds one table an object, external ones excepted', () => {
    expect([...schemaStateOf([base]).keys()]).toEqual(['base_thing', 'base_other']);
  });

  it('adds the columns and indexes of extensions, each with the package that asks for it', () => {
    const extension = {
      ...thing,
      fields: { b: { type: 'number', unique: 'global' } },
      indexes: [{ fields: ['a'] }],
    };
    const table = schemaStateOf([base, extending('com.acme.more', extension)]).get('base_thing');
    expect(authored(table)).toEqual(['a string base', 'b float more']);
    expect(table?.indexes.map(({ name, owner }) => `${name} ${owner}`)).toEqual([
      'uniq_base_thing_b com.acme.more',
      'idx_base_thing_a com.acme.more',
    ]);
    expect(table?.owner).toBe('com.acme.base');
  });

  it('lets an extension decide the type of a column that stays its first owner’s', () => {
    const first = extending('com.acme.first', { ...thing, fields: { x: { type: 'text' } } });
    const second = extending('com.acme.second', {
      ...thing,
      fields: { a: { type: 'boolean' }, x: { type: 'date' } },
    });
    expect(authored(tableStateOf('base_thing', [base, first, second]))).toEqual([
      'a boolean base',
      'x date first',
    ]);
    expect(authored(tableStateOf('base_thing', [base, second]))).toEqual(['a boolean base', 'x date second']);
  });

  it('applies low priorities first, equal ones in order of installation', () => {
    const of = (packageId: string, type: string, priority?: number) =>
      extending(packageId, {
        ...thing,
        fields: { x: { type } },
        ...(priority === undefined ? {} : { priority }),
      });
    const late = of('com.acme.late', 'date', 900);
    const early = of('com.acme.early', 'number', 5);
    const usual = of('com.acme.usual', 'boolean');
    const again = of('com.acme.again', 'time', 200);
    expect(authored(tableStateOf('base_thing', [base, late, usual, early]))).toEqual([
      'a text base',
      'x date early',
    ]);
    expect(authored(tableStateOf('base_thing', [base, usual, again]))).toEqual([
      'a text base',
      'x time usual',
    ]);
    expect(authored(tableStateOf('base_thing', [again, base, usual]))).toEqual([
      'a text base',
      'x boolean again',
    ]);
  });

  it('keeps the last of one package’s extensions of an object, as the runtime does', () => {
    const twice = [
      { ...thing, fields: { lost: { type: 'text' } } },
      { ...thing, fields: { kept: { type: 'text' } } },
    ];
    expect(authored(tableStateOf('base_thing', [base, extending('com.acme.more', ...twice)]))).toEqual([
      'a text base',
      'kept text more',
    ]);
  });

  it('brings the platform’s columns along with an extension, as the runtime does', () => {
    const table = tableStateOf('base_thing', [base, extending('com.acme.more', thing)]);
    const tenant = table?.columns.find(({ name }) => name === 'organization_id');
    expect(tenant?.owner).toBe('com.acme.more');
    expect(tableStateOf('base_thing', [base])?.columns.some(({ name }) => name === 'organization_id')).toBe(
      false,
    );
  });

  it('ignores extensions of objects that nobody brings', () => {
    expect(schemaStateOf([extending('com.acme.more', thing)]).size).toBe(0);
  });

  it('refuses an object of two packages, and two objects of one table', () => {
    const again = { packageId: 'com.acme.again', objects: [{ name: 'base_thing', fields: {} }] };
    expect(() => schemaStateOf([base, again])).toThrow(expect.objectContaining({ code: 'NAME_DUPLICATE' }));
    expect(() => tableStateOf('base_thing', [base, again])).toThrow('com.acme.again');
    expect(tableStateOf('base_other', [base, again])?.name).toBe('base_other');
    const same = {
      packageId: 'p',
      objects: [
        { name: 'thing', fields: {} },
        { name: 'old__thing', fields: {} },
      ],
    };
    expect(() => schemaStateOf([same])).toThrow(expect.objectContaining({ code: 'NAME_DUPLICATE' }));
  });
});

describe('tableStateOf', () => {
  it('equals the entry of the whole state', () => {
    const packages = [base, extending('com.acme.more', { ...thing, fields: { b: { type: 'tags' } } })];
    const state = schemaStateOf(packages);
    for (const name of ['base_thing', 'base_other'])
      expect(tableStateOf(name, packages)).toEqual(state.get(name));
    expect(tableStateOf('base_remote', packages)).toBeNull();
    expect(tableStateOf('nobody', packages)).toBeNull();
  });
});
