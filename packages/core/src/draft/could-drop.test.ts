import { describe, expect, it } from 'vitest';
import { couldDrop } from './could-drop.ts';

const phone = { label: 'Phone', type: 'phone' };
const body = (fields: object, extra: object = {}) => ({
  fields,
  label: 'Account',
  name: 'crm_account',
  ...extra,
});
const before = body({ phone, tags: { type: 'tags' } });

describe('couldDrop', () => {
  it.each([
    ['the same', before],
    ['one more field', body({ phone, tags: { type: 'tags' }, tier: { type: 'text' } })],
    [
      'another label',
      body({ phone: { ...phone, label: 'Telephone' }, tags: { type: 'tags' } }, { label: 'Customer' }),
    ],
    ['another index', body({ phone, tags: { type: 'tags' } }, { indexes: [{ fields: ['phone'] }] })],
  ])('is out of the question with %s', (_name, after) => {
    expect(couldDrop(before, after)).toBe(false);
  });

  it.each([
    ['a field gone', body({ phone })],
    ['a field that became a formula', body({ phone: { ...phone, type: 'formula' }, tags: { type: 'tags' } })],
    [
      'a field that holds several values now',
      body({ phone: { ...phone, multiple: true }, tags: { type: 'tags' } }),
    ],
    ['no system fields any more', body({ phone, tags: { type: 'tags' } }, { systemFields: false })],
    ['another tenancy', body({ phone, tags: { type: 'tags' } }, { tenancy: { enabled: false } })],
    ['something that this version does not know', body({ phone, tags: { type: 'tags' } }, { novelty: 1 })],
    ['no fields at all', { name: 'crm_account' }],
  ])('is possible with %s', (_name, after) => {
    expect(couldDrop(before, after)).toBe(true);
  });
});
