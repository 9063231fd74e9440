/** `mda audit`: the audit log, in order. */
import { type AuditRow, AuthoringError } from '@objectstack/metadata-authoring';
import { defineCommand } from '../command-line/command.ts';
import { renderTable } from '../output/table.ts';

/** Rows fetched at once; all of them are printed. */
const PAGE = 1000;

export const command = defineCommand({
  arguments: [],
  options: { since: { value: 'SEQ', summary: 'only rows after this number (default: 0, all)' } },
  async run({ options, session }) {
    const since = options.since === undefined ? 0 : Number(options.since);
    if (!Number.isSafeInteger(since) || since < 0 || options.since === '')
      throw new AuthoringError('USAGE_INVALID', `'${options.since}' is no row number`, {
        suggestion: 'give the seq of a row, as mda audit prints it',
      });
    const { client } = await session();
    const rows: AuditRow[] = [];
    for (
      let page = await client.audit(since, PAGE);
      page.length > 0;
      page = await client.audit(rows.at(-1)?.seq ?? 0, PAGE)
    )
      rows.push(...page);
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
