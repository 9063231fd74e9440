/** `mda env remove`: takes an environment away in which nothing is installed, or ends a preview before its time. */
import { defineCommand } from '../command-line/command.ts';

export const command = defineCommand({
  arguments: ['NAME'],
  options: {},
  details:
    'Only the database of a preview is dropped with it: any other one was not made by mda, and stays as it is.',
  async run({ args, session }) {
    const { client } = await session();
    const removed = await client.removeEnvironment(args.name);
    return {
      json: removed,
      text: (style) =>
        `${style.green('✓')} ${style.bold(removed.name)} is gone. ${removed.databaseDropped ? 'So is its database.' : 'Its database stays as it is.'}\n`,
    };
  },
});
