import { describe, expect, it } from 'vitest';
import { Masker } from './masker.ts';

describe('a masked value', () => {
  const masker = new Masker('salt');
  const masked = (mask: Parameters<Masker['value']>[0], value: string, length: number | null = null) =>
    masker.value(mask, value, `t.${mask}${length}`, length);

  it('has the form of its field and no more room than its column gives (I-46)', () => {
    expect(masked('email', 'ada@lovelace.uk')).toMatch(/^[a-z2-7]{12}@example\.com$/);
    expect(masked('email', 'a@b.uk', 10)).toMatch(/^[a-z2-7]{5}@a\.io$/);
    expect(masked('phone', '+49 30 1234567')).toMatch(/^\+999\d{10}$/);
    expect(masked('url', 'https://lovelace.uk/ada')).toMatch(/^https:\/\/example\.com\/[a-z2-7]{12}$/);
    for (const mask of ['text', 'email', 'phone', 'url'] as const)
      for (const length of [1, 2, 5, 8, 11, 30])
        for (const value of ['x', 'Ada Lovelace', 'Ünïcode 🎉 '.repeat(40)])
          expect([...masked(mask, value, length)].length).toBeLessThanOrEqual(length);
    expect(masked('text', '')).toBe('');
    expect(
      ['{"a":"Ada"}', '["Ada"]', '"Ada"', '42', 'true', 'no json'].map((one) => masked('json', one)),
    ).toEqual(['{}', '[]', expect.stringMatching(/^"[a-z2-7]{12}"$/), '0', 'null', 'null']);
  });

  it('is the same for the same value, another for another one, however short, and tells nothing without its salt', () => {
    const values = Array.from({ length: 300 }, (_, at) => `value ${at}`);
    for (const length of [null, 12, 3, 2, 1])
      expect(new Set(values.map((value) => masked('text', value, length))).size).toBe(300);
    expect(masked('text', 'value 7', 2)).toBe(masked('text', 'value 7', 2));
    expect(masked('text', 'value 7')).not.toBe(
      new Masker('another').value('text', 'value 7', 't.text', null),
    );
    for (const value of values.slice(0, 36))
      expect(masked('text', value.slice(-1), 1)).not.toBe(value.slice(-1));
  });
});
