/** `mda stage rename`: another name for an item. Its rows stay: a rename is recorded as a fact, never guessed. */
import { defineCommand } from '../command-line/command.ts';
import { renameResult } from './stage-result.ts';

export const command = defineCommand({
  arguments: ['TYPE', 'NAME', 'NEW'],
  options: {},
  details: 'Example: mda stage rename object crm_case crm_ticket',
  async run({ args, session }) {
    const { client, draft } = await session();
    return renameResult(await client.rename(await draft(), { type: args.type, name: args.name }, args.new));
  },
});
