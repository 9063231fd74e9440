/**
 * Owns the comparable picture of a trigger on SQLite, from the text that the catalog keeps: names are quoted anew when a
 * table or column is renamed, and what a refusal says is not.
 */
import type { PhysicalTrigger } from '@objectstack/metadata-authoring';
import { canonicalText, keywordOf, tokensOf } from './sql-tokens.ts';
import { REFUSES_NULL } from './sync.ts';

/** @param sql `CREATE TRIGGER …` */
export function triggerPicture(sql: string): PhysicalTrigger & { readonly name: string } {
  const tokens = tokensOf(sql);
  const on = tokens.findIndex((token) => keywordOf(token) === 'ON');
  const [name = '', table = ''] = [tokens[2]?.value, tokens[on + 1]?.value];
  const said = tokens.map((token) =>
    token.kind === 'string' && token.value.startsWith(`'${REFUSES_NULL}`)
      ? { ...token, value: `'${REFUSES_NULL}'` }
      : token,
  );
  return { name, table, text: canonicalText(said) };
}
