import { describe, expect, it } from 'vitest';
import { bytesWords, countWords, secondsWords } from './amounts.ts';

describe('amounts', () => {
  it.each([
    [0, '0 bytes'],
    [1, '1 byte'],
    [999, '999 bytes'],
    [3_200_000, '3.2 MB'],
    [45_678, '46 kB'],
    [9_999_999, '10 MB'],
    [999_999, '1.0 MB'],
    [2e15, '2000 TB'],
  ])('%d bytes → %s', (bytes, words) => {
    expect(bytesWords(bytes)).toBe(words);
  });

  it.each([
    [0.2, 'under 1 s'],
    [12.4, '12 s'],
    [180, '3 min'],
    [7_500, '2 h 5 min'],
  ])('%d seconds → %s', (seconds, words) => {
    expect(secondsWords(seconds)).toBe(words);
  });

  it('counts keep their thousands apart', () => {
    expect(countWords(1_234_567)).toBe('1,234,567');
  });
});
