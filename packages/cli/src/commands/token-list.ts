/** `mda token list`: every token, also those that are none any more. No secret is among what it prints. */
import { defineCommand } from '../command-line/command.ts';
import { renderTokens, tokenJson } from '../output/token-view.ts';

export const command = defineCommand({
  arguments: [],
  options: {},
  async run({ session }) {
    const { client } = await session();
    const tokens = await client.tokens();
    return { json: { tokens: tokens.map(tokenJson) }, text: (style) => renderTokens(tokens, style) };
  },
});
