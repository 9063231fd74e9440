/** `mda audit`: the audit log, in order. */
import { defineCommand } from '../command-line/command.ts';
import { numberedRows } from '../input/numbered-rows.ts';
import { renderTable } from '../output/table.ts';

export const command = defineCommand({
  arguments: [],
  options: { since: { value: 'SEQ', summary: 'only rows after this number (default: 0, all)' } },
  async run({ options, session }) {
    const { client } = await session();
    const what = { row: 'a row', command: 'mda audit' };
    const rows = await numberedRows(options.since, what, (since, limit) => client.audit(since, limit));
    const events = rows.map(({ seq, event, audit }) => ({
      seq,
      op: event === null ? null : (JSON.parse(event.payload) as { readonly op: string }).op,
      at: audit?.at ?? event?.at ?? null,
      actor: audit?.actor ?? event?.actor ?? null,
      operation: audit?.operation ?? null,
      type: audit?.type ?? null,
      name: audit?.name ?? null,
      outcome: audit?.outcome ?? null,
      hash: audit?.hash ?? null,
    }));
    return {
      json: { events },
      text: (style) =>
        events.length === 0
          ? 'No row.\n'
          : renderTable(
              ['seq', 'when', 'who', 'what', 'of', 'how', 'hash'],
              events.map(({ seq, at, actor, operation, type, name, outcome, hash }) => [
                seq,
                at,
                actor,
                operation,
                `${type}/${name}`,
                outcome,
                hash?.slice(0, 12) ?? '',
              ]),
              style,
            ),
    };
  },
});
