import type { PreflightFinding } from '@objectstack/metadata-authoring';
import { describe, expect, it } from 'vitest';
import { conversionText } from './conversions-view.ts';
import { findingFact, nextWords } from './finding-words.ts';

describe('what an author said of values', () => {
  const price = { op: 'column', name: 'price' } as const;

  it('reads in words, never as JSON', () => {
    const cents = { op: 'arithmetic', operator: '/', left: price, right: 100 } as const;
    const back = { ...cents, operator: '*' } as const;
    expect(conversionText({ up: cents, down: back })).toBe('(price / 100); back: (price * 100)');
    expect(conversionText({ up: { op: 'cast', value: price, to: 'text' } })).toBe('price as text');
    const stage = { op: 'column', name: 'stage' } as const;
    expect(conversionText({ up: { op: 'map', value: stage, cases: [{ from: 'won', to: 'closed' }] } })).toBe(
      'stage with "won" → "closed"',
    );
    expect(conversionText({ up: { op: 'substring', value: stage, start: 4 } })).toBe(
      'characters 4 to the end of stage',
    );
    expect(conversionText({})).toBe('nothing is stated');
  });

  it('is named with the rows of which it makes nothing', () => {
    const finding: PreflightFinding = {
      stepId: 's',
      check: 'uncastable',
      severity: 'blocks',
      table: 'crm_deal',
      column: 'price',
      count: 2,
      exact: true,
      stated: 'note as number',
      sample: ['w••• (4 characters)'],
    };
    expect(findingFact(finding)).toBe(
      'would get no value from: note as number (such as w••• (4 characters))',
    );
    expect(nextWords(finding)).toContain('mda stage convert crm_deal price --file FILE');
  });

  it('shows nothing of values that are missing', () => {
    const finding: PreflightFinding = {
      stepId: 's',
      check: 'null_values',
      severity: 'blocks',
      table: 'crm_deal',
      column: 'stage',
      count: 1,
      exact: true,
      sample: ['NULL'],
    };
    expect(findingFact(finding)).toBe('has no value');
  });
});
