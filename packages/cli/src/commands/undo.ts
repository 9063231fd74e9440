/** `mda undo`: takes the last change of the draft back, with all that was changed together. */
import { defineCommand } from '../command-line/command.ts';

export const command = defineCommand({
  arguments: [],
  options: {},
  async run({ session }) {
    const { client, draft } = await session();
    const { refs } = await client.undo(await draft());
    return { json: { refs }, text: (style) => `Taken back: ${style.bold(refs.join(', '))}\n` };
  },
});
