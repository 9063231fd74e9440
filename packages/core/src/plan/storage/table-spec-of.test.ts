import { describe, expect, it } from 'vitest';
import { tableSpecOf } from './table-spec-of.ts';

type Body = Readonly<Record<string, unknown>>;

function bare(fields: Body, rest: Body = {}) {
  return { name: 'acme_thing', fields, systemFields: false, ...rest };
}

function indexesOf(body: Body) {
  const table = tableSpecOf(body, 'com.acme');
  return table?.indexes.map(({ name, parts, unique }) => {
    const key = parts.map(({ column, nullSafe }) => (nullSafe ? `${column}?` : column)).join(' ');
    return `${unique ? 'unique ' : ''}${name}: ${key}`;
  });
}

describe('tableSpecOf', () => {
  it('puts the built-in columns first, then the injected, then the authored ones', () => {
    const table = tableSpecOf(
      { name: 'acme_thing', fields: { zeta: { type: 'text' }, alpha: { type: 'number' } } },
      'com.acme',
    );
    expect(table?.columns.map(({ name, owner }) => `${name} ${owner}`.trim())).toEqual([
      'id',
      'created_at',
      'updated_at',
      'organization_id',
      'created_by',
      'updated_by',
      'owner_id',
      'owning_business_unit_id',
      'zeta com.acme',
      'alpha com.acme',
    ]);
  });

  it('keeps an authored system column where its author put it, and it is theirs', () => {
    const fields = { a: { type: 'text' }, owner_id: { type: 'number' } };
    const table = tableSpecOf({ name: 'acme_thing', fields }, 'com.acme');
    expect(table?.columns.at(-1)).toEqual({
      name: 'owner_id',
      type: { kind: 'float' },
      notNull: false,
      default: null,
      owner: 'com.acme',
    });
  });

  it('takes NOT NULL from storage alone, and never for several values', () => {
    const storage = { notNull: true };
    const table = tableSpecOf(
      bare({
        a: { type: 'text', required: true },
        b: { type: 'text', storage },
        c: { type: 'user', multiple: true, storage },
      }),
      'com.acme',
    );
    expect(table?.columns.slice(3).map(({ notNull }) => notNull)).toEqual([false, true, false]);
  });

  it('has no table for an external object', () => {
    expect(tableSpecOf(bare({}, { external: { remoteName: 'x' } }), 'com.acme')).toBeNull();
  });

  it('drops what precedes a double underscore from the table name', () => {
    expect(tableSpecOf({ name: 'crm__account', fields: {} }, 'com.acme')?.name).toBe('account');
  });

  it('refuses a body without a name', () => {
    expect(() => tableSpecOf({ fields: {} }, 'com.acme')).toThrow('without a name');
  });
});

describe('indexes', () => {
  const unique = { type: 'email', unique: true };
  const organization_id = { type: 'text' };

  it('scopes a unique field to the tenant, if there is one', () => {
    expect(indexesOf(bare({ u: unique, organization_id }))).toEqual([
      'unique uniq_acme_thing_organization_id_u: organization_id? u',
    ]);
    expect(indexesOf(bare({ u: unique }))).toEqual(['unique uniq_acme_thing_u: u']);
    expect(indexesOf(bare({ u: unique, organization_id }, { tenancy: { enabled: false } }))).toEqual([
      'unique uniq_acme_thing_u: u',
    ]);
    expect(indexesOf(bare({ u: { ...unique, unique: 'global' }, organization_id }))).toEqual([
      'unique uniq_acme_thing_u: u',
    ]);
  });

  it('takes the declared tenant column where the object has it', () => {
    const fields = { u: unique, organization_id, workspace_id: { type: 'text' } };
    const named = (tenantField: string) =>
      indexesOf(bare(fields, { tenancy: { enabled: true, tenantField } }));
    expect(named('workspace_id')).toEqual(['unique uniq_acme_thing_workspace_id_u: workspace_id? u']);
    expect(named('nowhere')).toEqual(['unique uniq_acme_thing_organization_id_u: organization_id? u']);
  });

  it('makes an autonumber unique unless its author says otherwise', () => {
    expect(indexesOf(bare({ a: { type: 'autonumber' }, b: { type: 'autonumber', unique: false } }))).toEqual([
      'unique uniq_acme_thing_a: a',
    ]);
  });

  it('takes the columns of a declared index as they are, unless it is per tenant', () => {
    const fields = { a: { type: 'email' }, b: { type: 'email' }, organization_id };
    const declared = (index: Body) => indexesOf(bare(fields, { indexes: [index] }));
    expect(declared({ fields: ['a', 'b'] })).toEqual(['idx_acme_thing_a_b: a b']);
    expect(declared({ fields: ['a'], unique: true })).toEqual(['unique uniq_acme_thing_a: a']);
    expect(declared({ fields: ['a', 'b'], unique: 'organization' })).toEqual([
      'unique uniq_acme_thing_organization_id_a_b: organization_id? a b',
    ]);
    expect(declared({ fields: ['a', 'organization_id'], unique: 'organization', name: 'mine' })).toEqual([
      'unique mine: a organization_id?',
    ]);
  });

  it('drops an index on a column that does not exist, yet its other columns are keyed', () => {
    const fields = { t: { type: 'text', maxLength: 40 }, f: { type: 'formula', unique: true } };
    const table = tableSpecOf(bare(fields, { indexes: [{ fields: ['t', 'f'] }] }), 'com.acme');
    expect(table?.indexes).toEqual([]);
    expect(table?.columns.at(-1)?.type).toEqual({ kind: 'string', length: 40 });
  });

  it('keeps the first of two with one name, unique fields before declared indexes', () => {
    const fields = { a: { type: 'email', unique: true }, b: { type: 'email' } };
    const indexes = [
      { name: 'uniq_acme_thing_a', fields: ['b'] },
      { name: 'mine', fields: ['b'] },
      { name: 'mine', fields: ['a'], unique: 'global' },
    ];
    expect(indexesOf(bare(fields, { indexes }))).toEqual(['unique uniq_acme_thing_a: a', 'mine: b']);
  });
});
