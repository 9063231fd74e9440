import type { Drift } from '@objectstack/metadata-authoring';
import { describe, expect, it } from 'vitest';
import { driftWords, renderDrift, renderForeign } from './drift-view.ts';
import { PLAIN } from './style.ts';

const old: Drift = {
  kind: 'missing',
  what: 'view',
  table: 'crm_deal',
  view: 'crm_lead',
  expected: 'crm_deal under its old name',
  actual: null,
};

describe('drift of an old name', () => {
  it.each<readonly [Partial<Drift>, RegExp]>([
    [{}, /still calls crm_deal crm_lead, and fails until the name is back/],
    [{ kind: 'changed', actual: 'name: computed' }, /may read or write something else/],
    [{ actual: 'a table that is not ours' }, /finds a table that is not ours; rename or drop that by hand/],
    [{ kind: 'extra', expected: null, actual: 'x' }, /no version calls crm_deal so any more/],
  ])('says what it means: %o', (change, meaning) => {
    const text = renderDrift([{ ...old, ...change }], PLAIN);
    expect(text).toMatch(/old name +crm_lead/);
    expect(text).toMatch(meaning);
  });

  it('is named by the old name, and what else stands there by what it is', () => {
    expect(driftWords(old)).toBe('missing old name crm_lead');
    const { view: _view, ...rest } = old;
    expect(driftWords({ ...rest, what: 'column', column: 'amount' })).toBe('missing column crm_deal.amount');
    expect(renderForeign([{ table: 'crm_lead', whose: 'unknown', isView: true }], PLAIN)).toBe(
      'Not ours, left alone: crm_lead (a view)\n',
    );
  });
});
