import { describe, expect, test } from 'vitest';
import { extractReferences } from '../validate/references/extract-references.ts';
import { derivedRenames, mayReferTo, type Rename, rewriteReferrers } from './rewrite-referrers.ts';

const field = (object: string, from: string, to: string): Rename => ({ kind: 'field', object, from, to });
const item = (type: string, from: string, to: string): Rename => ({ kind: 'item', type, from, to });

const relations = {
  relatedObject: (object: string, name: string) =>
    object === 'crm_contact' && name === 'account' ? 'crm_account' : undefined,
  datasetObject: (dataset: string) => (dataset === 'people' ? 'crm_contact' : undefined),
};

describe('fields', () => {
  test('in an object: its key keeps its place, expressions and indexes follow', () => {
    const body = {
      name: 'crm_a',
      fields: {
        first: { type: 'text' },
        total: { type: 'number' },
        twice: {
          type: 'formula',
          expression: { dialect: 'cel', source: "record.total * 2 // record.total, 'record.total'" },
        },
      },
      indexes: [{ fields: ['total', 'first'] }],
      titleFormat: '{{ record.total }} of {first}',
    };
    const after = rewriteReferrers(
      { type: 'object', name: 'crm_a' },
      body,
      field('crm_a', 'total', 'sum'),
    ) as typeof body;
    expect(Object.keys(after.fields)).toEqual(['first', 'sum', 'twice']);
    expect(after.fields.twice.expression.source).toBe("record.sum * 2 // record.total, 'record.total'");
    expect(after.indexes).toEqual([{ fields: ['sum', 'first'] }]);
    expect(after.titleFormat).toBe('{{ record.sum }} of {first}');
    expect(body.fields.total).toEqual({ type: 'number' });
  });

  test('along relationship paths, in every spelling', () => {
    const ref = { type: 'dataset', name: 'people' };
    const body = {
      name: 'people',
      object: 'crm_contact',
      dimensions: [
        { name: 'a', field: 'account.name' },
        { name: 'n', field: 'name' },
      ],
      filter: { account: { name: 'Acme' }, 'account.name': 'Acme', name: 'x' },
    };
    expect(rewriteReferrers(ref, body, field('crm_account', 'name', 'title'), relations)).toEqual({
      ...body,
      dimensions: [
        { name: 'a', field: 'account.title' },
        { name: 'n', field: 'name' },
      ],
      filter: { account: { title: 'Acme' }, 'account.title': 'Acme', name: 'x' },
    });
    expect(rewriteReferrers(ref, body, field('crm_contact', 'account', 'company'), relations)).toEqual({
      ...body,
      dimensions: [
        { name: 'a', field: 'company.name' },
        { name: 'n', field: 'name' },
      ],
      filter: { company: { name: 'Acme' }, 'company.name': 'Acme', name: 'x' },
    });
  });

  test('of a dataset, by those who present it', () => {
    const body = { name: 'r', dataset: 'people', rows: ['name'], runtimeFilter: { name: 'x' } };
    expect(
      rewriteReferrers({ type: 'report', name: 'r' }, body, field('crm_contact', 'name', 'label'), relations),
    ).toEqual({
      ...body,
      runtimeFilter: { label: 'x' },
    });
  });

  test('in grants, where one key names an object and a field', () => {
    const ref = { type: 'permission', name: 'p' };
    const body = {
      name: 'p',
      objects: { crm_a: {} },
      fields: { 'crm_a.x': { readable: true }, 'crm_b.x': { readable: true } },
    };
    expect(rewriteReferrers(ref, body, field('crm_a', 'x', 'y'))).toEqual({
      ...body,
      fields: { 'crm_a.y': { readable: true }, 'crm_b.x': { readable: true } },
    });
    const moved = rewriteReferrers(ref, body, item('object', 'crm_a', 'crm_z')) as typeof body;
    expect(Object.keys(moved.fields)).toEqual(['crm_z.x', 'crm_b.x']);
    expect(Object.keys(moved.objects)).toEqual(['crm_z']);
  });

  test('in scripts: literal writes and reads of the record', () => {
    const source =
      "ctx.input.total = ctx.input.total + 1; await ctx.api.object('crm_b').update({ total: 1 });";
    const body = { name: 'h', object: 'crm_a', body: { language: 'js', source } };
    const after = rewriteReferrers(
      { type: 'hook', name: 'h' },
      body,
      field('crm_a', 'total', 'sum'),
    ) as typeof body;
    expect(after.body.source).toBe(
      "ctx.input.sum = ctx.input.sum + 1; await ctx.api.object('crm_b').update({ total: 1 });",
    );
  });

  test('all records of a seed', () => {
    const body = { object: 'crm_a', externalId: 'code', records: [{ code: 1, x: 2 }, { code: 3 }] };
    expect(rewriteReferrers({ type: 'seed', name: 'crm_a' }, body, field('crm_a', 'code', 'key'))).toEqual({
      object: 'crm_a',
      externalId: 'key',
      records: [{ key: 1, x: 2 }, { key: 3 }],
    });
  });
});

describe('items', () => {
  test('nobody named: null, and the body is not copied', () => {
    const body = { name: 'a', navigation: [{ id: 'n', type: 'page', pageName: 'home' }] };
    expect(rewriteReferrers({ type: 'app', name: 'a' }, body, item('page', 'other', 'x'))).toBeNull();
    expect(rewriteReferrers({ type: 'app', name: 'a' }, body, item('flow', 'home', 'x'))).toBeNull();
  });

  test('a view goes by its full name and, inside its object, by its key', () => {
    const rename = item('view', 'crm_a.all', 'crm_a.every');
    const nav = { id: 'n', type: 'object', objectName: 'crm_a', viewName: 'all' };
    const other = { id: 'o', type: 'object', objectName: 'crm_b', viewName: 'all' };
    const app = rewriteReferrers({ type: 'app', name: 'a' }, { name: 'a', navigation: [nav, other] }, rename);
    expect(app).toEqual({ name: 'a', navigation: [{ ...nav, viewName: 'every' }, other] });
    const action = { name: 'x', type: 'form', target: 'crm_a.all' };
    expect(rewriteReferrers({ type: 'action', name: 'x' }, action, rename)).toEqual({
      ...action,
      target: 'crm_a.every',
    });
  });

  test('names derived from a renamed object are told', () => {
    const view = (object: string) => ({
      listViews: { all: { data: { provider: 'object', object }, columns: ['x'] } },
      formViews: { edit: { data: { provider: 'object', object }, sections: [] } },
    });
    const ref = { type: 'view', name: 'crm_a.all' };
    const after = rewriteReferrers(ref, view('crm_a'), item('object', 'crm_a', 'crm_z'));
    expect(after).toEqual(view('crm_z'));
    expect(derivedRenames({ ref, body: view('crm_a') }, { ref, body: after })).toEqual([
      item('view', 'crm_a.all', 'crm_z.all'),
      item('view', 'crm_a.edit', 'crm_z.edit'),
    ]);
    const seed = { type: 'seed', name: 'crm_a.2' };
    expect(
      derivedRenames({ ref: seed, body: { object: 'crm_a' } }, { ref: seed, body: { object: 'crm_z' } }),
    ).toEqual([item('seed', 'crm_a.2', 'crm_z.2')]);
  });

  test('a stale entry under the new name gives way', () => {
    const body = { name: 'p', objects: { crm_z: { allowRead: false }, crm_a: { allowRead: true } } };
    expect(
      rewriteReferrers({ type: 'permission', name: 'p' }, body, item('object', 'crm_a', 'crm_z')),
    ).toEqual({
      name: 'p',
      objects: { crm_z: { allowRead: true } },
    });
  });
});

test('mayReferTo never says no where rewriting finds something', () => {
  const ref = { type: 'dataset', name: 'people' };
  const body = { name: 'people', object: 'crm_contact', dimensions: [{ name: 'a', field: 'account.name' }] };
  const facts = extractReferences(ref, body);
  expect(mayReferTo(facts, field('crm_account', 'name', 'x'))).toBe(true);
  expect(mayReferTo(facts, item('object', 'crm_contact', 'x'))).toBe(true);
  expect(mayReferTo(facts, field('crm_account', 'other', 'x'))).toBe(false);
  expect(mayReferTo(facts, item('object', 'crm_account', 'x'))).toBe(false);
});
