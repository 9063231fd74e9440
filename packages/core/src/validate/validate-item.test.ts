import { describe, expect, it } from 'vitest';
import { COLLECTION_TYPES, SINGLETON_KEYS } from '../metadata/item-types.ts';
import { REFUSED_PREFIXES, whyNotPortable } from './item-names.ts';
import { loadItemValidator, validateItem } from './validate-item.ts';

const validate = await loadItemValidator();

const object = (name: string, fields: Record<string, unknown> = {}) => ({ name, label: 'Lead', fields });
const validateObject = (name: string, body: unknown = object(name)) =>
  validate({ type: 'object', name }, body);
const brief = (problems: ReturnType<typeof validate>) => problems.map(({ code, path }) => `${code} ${path}`);

describe('validateItem', () => {
  it('accepts a well-formed item', async () => {
    expect(
      await validateItem(
        { type: 'object', name: 'crm_lead' },
        object('crm_lead', { email: { type: 'email' } }),
      ),
    ).toEqual([]);
    expect(
      validate({ type: 'seed', name: 'crm_lead' }, { object: 'crm_lead', records: [{ email: 'a@b.c' }] }),
    ).toEqual([]);
    expect(
      validate(
        { type: 'object_extension', name: 'sys_user' },
        { extend: 'sys_user', fields: { x: { type: 'text' } } },
      ),
    ).toEqual([]);
    expect(validate({ type: 'translation', name: 'zh-CN' }, { 'zh-CN': { objects: {} } })).toEqual([]);
    expect(validate({ type: 'stack', name: 'requires' }, ['ui'])).toEqual([]);
  });

  it('reports every problem at once, each with path, message and suggestion', () => {
    const problems = validateObject('crm_lead', {
      label: 7,
      colour: 'red',
      name: 'crm_lead',
      fields: { email: { type: 'emial' }, size: { type: 'number', maxLength: 'x' } },
    });
    const paths = problems.map(({ path }) => path);
    for (const path of ['label', 'fields.email.type', 'fields.size.maxLength', ''])
      expect(paths).toContain(path);
    for (const problem of problems) {
      expect(problem).toMatchObject({ code: 'ITEM_INVALID', severity: 'error', ref: 'object/crm_lead' });
      expect(problem.message).toMatch(/^[^A-Z]/);
      expect(problem.suggestion).not.toBe('');
    }
    expect(problems.find(({ path }) => path === '')?.message).toContain('colour');
  });

  it('has a schema for every type and every key of a stack', () => {
    const refs = [
      ...COLLECTION_TYPES.map(({ type }) => ({ type, name: 'x' })),
      ...SINGLETON_KEYS.map((name) => ({ type: 'stack', name })),
    ];
    for (const ref of refs) {
      const problems = validate(ref, 17);
      expect({ ref, codes: problems.map(({ code }) => code) }).toEqual({ ref, codes: ['ITEM_INVALID'] });
    }
  });

  it.each([
    ['router', 'x'],
    ['field', 'x'],
    ['external_catalog', 'x'],
    ['constructor', 'x'],
    ['stack', 'objects'],
    ['stack', 'functions'],
  ])('does not know %s/%s', (type, name) => {
    expect(brief(validate({ type, name }, {}))).toEqual(['TYPE_UNKNOWN ']);
  });

  it('takes view containers, which is what a stack can hold', () => {
    const list = {
      type: 'grid',
      columns: [{ field: 'email' }],
      data: { provider: 'object', object: 'crm_lead' },
    };
    expect(validate({ type: 'view', name: 'crm_lead.default' }, { list })).toEqual([]);
    expect(
      validate({ type: 'view', name: 'crm_lead.all' }, { object: 'crm_lead', listViews: { all: list } }),
    ).toEqual([]);
    const item = { name: 'crm_lead.all', object: 'crm_lead', viewKind: 'list', config: list };
    expect(validate({ type: 'view', name: 'crm_lead.all' }, item)[0]).toMatchObject({
      code: 'ITEM_INVALID',
      path: '',
    });
  });
});

describe('names', () => {
  it.each(['crm_lead', 'a', 'x'.repeat(48), 'select', 'order', 'table', 'user', 'group', 'pgx', 'sqlite'])(
    '%s is legal',
    (name) => {
      expect(validateObject(name)).toEqual([]);
      expect(validateObject('crm_lead', object('crm_lead', { [name]: { type: 'text' } }))).toEqual([]);
    },
  );

  it.each([
    'x'.repeat(49),
    'pg_class',
    'sqlite_master',
    '_authoring_run',
    '_hold_1',
    'Lead',
    '1st',
    '_lead',
    'crm-lead',
    'crm lead',
    'léad',
    'lead\u0000',
    'lead"',
    "lead'; drop table x; --",
    '',
    '../lead',
    '\u202elead',
  ])('%j is refused for an object, a field and an extension field', (name) => {
    expect(brief(validateObject(name))).toContain('IDENTIFIER_INVALID name');
    const field = `IDENTIFIER_INVALID fields.${name}`;
    expect(brief(validateObject('crm_lead', object('crm_lead', { [name]: { type: 'text' } })))).toContain(
      field,
    );
    expect(
      brief(
        validate(
          { type: 'object_extension', name: 'x' },
          { extend: 'x', fields: { [name]: { type: 'text' } } },
        ),
      ),
    ).toContain(field);
  });

  it('checks explicit index names, which may be longer', () => {
    const indexed = (name: string) =>
      validateObject('crm_lead', {
        ...object('crm_lead', { a: { type: 'text' } }),
        indexes: [{ name, fields: ['a'] }],
      });
    expect(indexed('x'.repeat(60))).toEqual([]);
    expect(brief(indexed('x'.repeat(61)))).toEqual(['IDENTIFIER_INVALID indexes.0.name']);
    expect(brief(indexed('pg_x'))).toEqual(['IDENTIFIER_INVALID indexes.0.name']);
  });

  it('must be the same in ref and body', () => {
    expect(brief(validateObject('crm_lead', object('crm_deal')))).toEqual(['IDENTIFIER_INVALID name']);
    const list = { type: 'grid', columns: [], data: { provider: 'object', object: 'a' } };
    expect(brief(validate({ type: 'view', name: 'a' }, { name: 'b', list }))).toEqual([
      'IDENTIFIER_INVALID name',
    ]);
  });

  it.each(['../../etc/passwd', 'a/b', 'a\\b', '', '.', 'a..b', 'a b', 'a\n', 'x'.repeat(201), '-x'])(
    '%j is refused for any item',
    (name) => {
      expect(brief(validate({ type: 'seed', name }, { object: 'a', records: [] }))).toEqual([
        'IDENTIFIER_INVALID name',
      ]);
    },
  );

  it('refuses every reserved prefix by name, in linear time', () => {
    for (const prefix of REFUSED_PREFIXES) expect(whyNotPortable(`${prefix}x`)).toContain(prefix);
    const start = performance.now();
    whyNotPortable(`${'a'.repeat(5_000_000)}!`);
    validateObject('a'.repeat(1_000_000));
    expect(performance.now() - start).toBeLessThan(200);
  });
});
