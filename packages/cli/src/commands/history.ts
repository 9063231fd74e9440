/** `mda history`: every change of one item, newest first, across drafts. */
import { AuthoringError } from '@objectstack/metadata-authoring';
import { defineCommand } from '../command-line/command.ts';
import { renderTable } from '../output/table.ts';

export const command = defineCommand({
  arguments: ['TYPE', 'NAME'],
  options: { limit: { value: 'N', summary: 'how many entries (default: 100)' } },
  async run({ args, options, session }) {
    const limit = options.limit === undefined ? 100 : Number(options.limit);
    if (!Number.isInteger(limit) || limit < 1 || limit > 10_000)
      throw new AuthoringError('USAGE_INVALID', `'${options.limit}' is no number of entries`, {
        suggestion: 'give a whole number from 1 to 10000',
      });
    const { client, packageId } = await session();
    const entries = await client.history(await packageId(), { type: args.type, name: args.name }, limit);
    return {
      json: { history: entries },
      text: (style) =>
        entries.length === 0
          ? 'No change of this item is recorded.\n'
          : renderTable(
              ['no', 'when', 'who', 'what', 'checksum'],
              entries.map(({ seq, at, by, op, checksumAfter }) => [
                seq,
                at,
                by,
                op,
                checksumAfter?.slice(0, 19),
              ]),
              style,
            ),
    };
  },
});
