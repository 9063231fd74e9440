import { describe, expect, it } from 'vitest';
import { indexNameOf } from './index-name.ts';

describe('indexNameOf', () => {
  it('joins prefix, table and columns', () => {
    expect(indexNameOf('crm_lead', ['email'], false)).toBe('idx_crm_lead_email');
    expect(indexNameOf('crm_lead', ['organization_id', 'code'], true)).toBe(
      'uniq_crm_lead_organization_id_code',
    );
  });

  it('keeps 60 characters and cuts 61', () => {
    const sixty = indexNameOf('t', ['c'.repeat(54)], false);
    expect(sixty).toBe(`idx_t_${'c'.repeat(54)}`);
    const cut = indexNameOf('t', ['c'.repeat(55)], false);
    expect(cut).toMatch(/^idx_t_[0-9a-f]{8}$/);
  });

  it('keeps names of one table apart by the hash of the full name', () => {
    const table = 'x'.repeat(58);
    const names = [
      indexNameOf(table, ['a'], true),
      indexNameOf(table, ['b'], true),
      indexNameOf(table, ['a'], false),
    ];
    expect(new Set(names).size).toBe(3);
    expect(names.map((name) => name.length)).toEqual([60, 60, 60]);
  });
});
