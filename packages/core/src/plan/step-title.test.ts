import { describe, expect, it } from 'vitest';
import { shadowName } from './shadow-name.ts';
import { stepTitle, stepTitles } from './step-title.ts';
import { STEP_KINDS } from './steps/index.ts';

describe('stepTitle', () => {
  it('has words for every kind of step', () => {
    for (const kind of STEP_KINDS)
      expect(stepTitle(`expand:${kind}:crm_deal.stage`)).toMatch(/^[a-z ]+ crm_deal\.stage$/);
  });

  it('calls a new form what people call the column', () => {
    expect(stepTitle(`expand:backfill:crm_deal.${shadowName('price')}`)).toBe('fill crm_deal.price');
  });

  it('leaves what it does not know', () => {
    expect(stepTitle('s')).toBe('s');
  });
});

describe('stepTitles', () => {
  it('names the first and counts the others', () => {
    expect(stepTitles(['expand:add_column:a.b', 'expand:add_column:a.c', 'expand:add_column:a.d'])).toBe(
      'add a.b, and 2 more',
    );
  });
});
