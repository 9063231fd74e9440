/** `mda redo`: does again what was undone last. */
import { defineCommand } from '../command-line/command.ts';

export const command = defineCommand({
  arguments: [],
  options: {},
  async run({ session }) {
    const { client, draft } = await session();
    const { refs } = await client.redo(await draft());
    return { json: { refs }, text: (style) => `Done again: ${style.bold(refs.join(', '))}\n` };
  },
});
