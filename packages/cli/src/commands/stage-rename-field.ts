/** `mda stage rename-field`: another name for a field. Its values stay. */
import { defineCommand } from '../command-line/command.ts';
import { renameResult } from './stage-result.ts';

export const command = defineCommand({
  arguments: ['OBJECT', 'FIELD', 'NEW'],
  options: {},
  details: 'Example: mda stage rename-field crm_account phone main_phone',
  async run({ args, session }) {
    const { client, draft } = await session();
    return renameResult(await client.renameField(await draft(), args.object, args.field, args.new));
  },
});
