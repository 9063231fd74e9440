/** `mda answer`: decides an open question. Nothing is ever guessed in its place. */
import { AuthoringError } from '@objectstack/metadata-authoring';
import { defineCommand } from '../command-line/command.ts';

export const command = defineCommand({
  arguments: ['ID'],
  options: {
    renameTo: { value: 'NAME', summary: 'it is the same thing under this new name: its rows stay' },
    replace: { summary: 'it is something else: the old one goes' },
  },
  async run({ args, options, session }) {
    const { renameTo, replace } = options;
    if ((renameTo === undefined) !== replace)
      throw new AuthoringError('USAGE_INVALID', 'an answer is either --rename-to NAME or --replace', {
        suggestion: 'give exactly one of the two',
      });
    const { client, draft } = await session();
    const result = await client.answer(
      await draft(),
      args.id,
      renameTo === undefined ? { replace: true } : { renameTo },
    );
    return {
      json: result,
      text: (style) =>
        renameTo === undefined
          ? `Answered: it is ${style.bold('replaced')}.\n`
          : `Answered: it is ${style.bold(`renamed to ${renameTo}`)}.\n`,
    };
  },
});
