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

  it('says of lost triggers what is lost, once for all of a column', () => {
    const { view: _view, ...rest } = old;
    const lost = (trigger: string): Drift => ({ ...rest, what: 'trigger', column: 'amount', trigger });
    const text = renderDrift([lost('a'), lost('b'), { ...lost('c'), view: 'crm_lead' }], PLAIN);
    expect(text.match(/crm_deal.amount: what one version writes there is lost to the other/g)).toHaveLength(
      1,
    );
    expect(text).toContain('crm_lead: what is written to crm_lead is lost to crm_deal');
    expect(driftWords(lost('a'))).toBe('missing trigger crm_deal.amount');
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
