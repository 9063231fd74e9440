/** `mda stage delete`: stages the removal of one item. */
import { defineCommand } from '../command-line/command.ts';
import { stageResult } from './stage-result.ts';

export const command = defineCommand({
  arguments: ['TYPE', 'NAME'],
  options: { ifMatch: { value: 'CHECKSUM', summary: 'refuse when the item is not what you saw' } },
  async run({ args, options, session }) {
    const { client, draft } = await session();
    const { ifMatch } = options;
    return stageResult(
      await client.stage({
        op: 'delete',
        type: args.type,
        name: args.name,
        draft: await draft(),
        ...(ifMatch === undefined ? {} : { parentVersion: ifMatch }),
      }),
    );
  },
});
