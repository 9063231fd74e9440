/** `mda token revoke`: ends a token now. A run that is on its way with it stops within a second, and is taken back. */
import { defineCommand } from '../command-line/command.ts';
import { renderTokens, tokenJson } from '../output/token-view.ts';

export const command = defineCommand({
  arguments: ['ID'],
  options: {},
  async run({ args, session }) {
    const { client } = await session();
    const revoked = await client.revokeToken(args.id);
    return { json: tokenJson(revoked), text: (style) => renderTokens([revoked], style) };
  },
});
