/** `mda log`: every event of the workspace, in order. */
import { AuthoringError, type RecordedEvent } from '@objectstack/metadata-authoring';
import { defineCommand } from '../command-line/command.ts';
import { renderTable } from '../output/table.ts';

/** Events fetched at once; all of them are printed. */
const PAGE = 1000;

export const command = defineCommand({
  arguments: [],
  options: { since: { value: 'SEQ', summary: 'only events after this number (default: 0, all)' } },
  async run({ options, session }) {
    const since = options.since === undefined ? 0 : Number(options.since);
    if (!Number.isSafeInteger(since) || since < 0 || options.since === '')
      throw new AuthoringError('USAGE_INVALID', `'${options.since}' is no event number`, {
        suggestion: 'give the seq of an event, as mda log prints it',
      });
    const { client } = await session();
    const events: RecordedEvent[] = [];
    for (
      let page = await client.log(since, PAGE);
      page.length > 0;
      page = await client.log(events.at(-1)?.seq ?? 0, PAGE)
    )
      events.push(...page);
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
