import { describe, expect, it } from 'vitest';
import { canonicalText, keywordOf, listAt, tokensOf } from './sql-tokens.ts';

describe('tokensOf', () => {
  it('reads names in every kind of quotes, strings, numbers and comments', () => {
    const sql = "SELECT `a``b`, \"c\"\"d\", [e f], 'it''s', x'00', 1.5e3 -- gone, (\n/* gone ) */ + größe";
    expect(tokensOf(sql).map(({ value }) => value)).toEqual([
      'SELECT',
      'a`b',
      ',',
      'c"d',
      ',',
      'e f',
      ',',
      "'it''s'",
      ',',
      "x'00'",
      ',',
      '1.5e3',
      '+',
      'größe',
    ]);
  });

  it('gives back the places of its tokens', () => {
    const sql = "CREATE  TABLE `t` ('a , b')";
    for (const token of tokensOf(sql)) expect(sql.slice(token.start, token.end)).toBe(token.text);
  });

  it('takes a quoted name for no keyword', () => {
    const [word, quoted] = tokensOf('unique "unique"');
    expect([keywordOf(word), keywordOf(quoted), keywordOf(undefined)]).toEqual(['UNIQUE', null, null]);
  });
});

describe('listAt', () => {
  it('splits at the commas of its own level', () => {
    const tokens = tokensOf("t (a, f(b, (c, d)), 'x,y') WHERE z");
    const { items, close } = listAt(tokens, 1);
    expect(items.map(canonicalText)).toEqual(['a', 'f(b, (c, d))', "'x,y'"]);
    expect(canonicalText(tokens.slice(close + 1))).toBe('WHERE z');
  });
});

describe('canonicalText', () => {
  it.each([
    ["COALESCE(`organization_id`, '__global__')", "COALESCE(organization_id, '__global__')"],
    ['COALESCE ( "organization_id" ,\'__global__\' )', "COALESCE(organization_id, '__global__')"],
    ['`order`', 'order'],
    ['"t"."c"  DESC', 't.c DESC'],
  ])('%s', (written, canonical) => {
    expect(canonicalText(tokensOf(written))).toBe(canonical);
  });
});
