import { expandViewContainer } from '@objectstack/spec';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadCanonicalize } from './canonical-body.ts';
import { nameInBody, namesOf } from './item-name.ts';
import { collectionOfType, type ItemType } from './item-types.ts';

const canonical = await loadCanonicalize();
const typeOf = (type: string) => collectionOfType(type) as ItemType;

const view = fc.record(
  {
    type: fc.constantFrom('grid', 'kanban'),
    label: fc.constantFrom('All', 'Mine'),
    columns: fc.array(fc.constantFrom('name', 'stage', 'amount'), { maxLength: 2 }),
    name: fc.constantFrom('all', 'main'),
    data: fc.constant({ provider: 'object', object: 'crm_lead' }),
  },
  { requiredKeys: ['data'] },
);
const views = fc.dictionary(fc.constantFrom('all', 'mine', 'b', 'a', 'z', '10', '9'), view, { maxKeys: 4 });
const container = fc
  .record(
    { object: fc.constant('crm_lead'), list: view, form: view, listViews: views, formViews: views },
    { requiredKeys: ['object'] },
  )
  .filter((body) => Object.keys(body).length > 1);

describe('view containers', () => {
  it('are named as the spec names their default view', () => {
    fc.assert(
      fc.property(container, (authored) => {
        const sealed = JSON.parse(canonical(authored).canonical) as Record<string, unknown>;
        const expanded = expandViewContainer('crm_lead', sealed);
        const byDefault =
          expanded.find((item) => item.viewKind === 'list' && item.isDefault) ??
          expanded.find((item) => item.isDefault);
        // A form that collides with a list view of the same key is renamed only inside the expansion.
        const expected = byDefault?.name ?? 'crm_lead';
        expect(nameInBody('view', sealed)).toBe(expected);
        expect(nameInBody('view', authored)).toBe(expected);
      }),
      { numRuns: 500 },
    );
  });

  it('take the name they carry, and find their object where the runtime does', () => {
    const data = { provider: 'object', object: 'crm_lead' };
    expect(nameInBody('view', { name: 'crm_lead', list: { data } })).toBe('crm_lead');
    expect(nameInBody('view', { list: { data } })).toBe('crm_lead.default');
    expect(nameInBody('view', { form: { data } })).toBe('crm_lead.form');
    expect(nameInBody('view', { listViews: { hot: { data } } })).toBe('crm_lead.hot');
    expect(nameInBody('view', { object: 'crm_lead' })).toBe('crm_lead');
    expect(nameInBody('view', {})).toBe('view');
  });
});

describe('other items without a name', () => {
  it('are named after what they are about', () => {
    expect(nameInBody('seed', { object: 'crm_account', records: [] })).toBe('crm_account');
    expect(nameInBody('object_extension', { extend: 'contact' })).toBe('contact');
    expect(nameInBody('translation', { 'zh-CN': {} })).toBe('zh-CN');
    expect(nameInBody('translation', { en: {}, 'zh-CN': {} })).toBe('bundle');
    expect(nameInBody('package', { manifest: { id: 'com.acme.crm' } })).toBe('com.acme.crm');
  });

  it('are numbered where they would share a name, never twice the same', () => {
    const seeds = ['a', 'a', 'b', 'a', 'a.2'].map((object) => ({ object }));
    expect(namesOf(typeOf('seed'), seeds)).toEqual(['a', 'a.2', 'b', 'a.3', 'a.2.2']);
    fc.assert(
      fc.property(fc.array(fc.constantFrom('a', 'a.2', 'a.3', 'a.2.2', 'b')), (objects) => {
        const names = namesOf(
          typeOf('seed'),
          objects.map((object) => ({ object })),
        );
        expect(new Set(names).size).toBe(names.length);
      }),
    );
  });

  it('keep authored names as they are, one email template per locale', () => {
    expect(namesOf(typeOf('object'), [{ name: 'a' }, { name: 'a' }, {}])).toEqual(['a', 'a', null]);
    expect(nameInBody('email_template', { name: 'crm.hi' })).toBe('crm.hi');
    expect(nameInBody('email_template', { name: 'crm.hi', locale: 'en-US' })).toBe('crm.hi');
    expect(nameInBody('email_template', { name: 'crm.hi', locale: 'zh-CN' })).toBe('crm.hi@zh-CN');
  });
});
