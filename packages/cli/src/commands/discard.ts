/** `mda discard`: drops one staged change, or all of them. */
import { AuthoringError } from '@objectstack/metadata-authoring';
import { defineCommand } from '../command-line/command.ts';

export const command = defineCommand({
  arguments: ['[TYPE]', '[NAME]'],
  options: {},
  async run({ args, session }) {
    const { type, name } = args;
    if (type !== undefined && name === undefined)
      throw new AuthoringError('USAGE_INVALID', 'discard takes a type and a name, or neither', {
        suggestion: 'write: mda discard object crm_account, or mda discard for everything',
      });
    const { client, draft } = await session();
    const ref = type === undefined || name === undefined ? undefined : { type, name };
    const handle = await draft();
    const { discarded } = await (ref ? client.discard(handle, ref) : client.discard(handle));
    return {
      json: { discarded },
      text: () => `${discarded} ${discarded === 1 ? 'change' : 'changes'} discarded.\n`,
    };
  },
});
