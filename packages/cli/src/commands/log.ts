/** `mda log`: every event of the workspace, in order. */
import { defineCommand } from '../command-line/command.ts';
import { numberedRows } from '../input/numbered-rows.ts';
import { renderTable } from '../output/table.ts';

export const command = defineCommand({
  arguments: [],
  options: { since: { value: 'SEQ', summary: 'only events after this number (default: 0, all)' } },
  async run({ options, session }) {
    const { client } = await session();
    const what = { row: 'an event', command: 'mda log' };
    const events = await numberedRows(options.since, what, (since, limit) => client.log(since, limit));
    return {
      json: { events },
      text: (style) =>
        events.length === 0
          ? 'No event.\n'
          : renderTable(
              ['seq', 'when', 'who', 'what', 'of'],
              events.map(({ seq, at, actor, op, ref, data }) => [
                seq,
                at,
                actor,
                op,
                ref ?? (typeof data?.name === 'string' ? data.name : ''),
              ]),
              style,
            ),
    };
  },
});
