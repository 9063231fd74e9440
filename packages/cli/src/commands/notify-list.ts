/** `mda notify list`: who is told, and what waits to be told or could not be. */
import { defineCommand } from '../command-line/command.ts';
import { nameOf, placeOf } from '../notify/receivers.ts';
import { renderTable } from '../output/table.ts';

export const command = defineCommand({
  arguments: [],
  options: {},
  details:
    'Receivers stand in mda.json: notifications: [{kind: "log", file?}, {kind: "webhook", url, secretEnv}], each with events?\n' +
    'if it is not to get all of them. A receiver that does not answer is tried again later and later; after ten tries its\n' +
    'notification is parked: mda notify deliver --all tries it anew.',
  async run({ session }) {
    const { client, workspace } = await session();
    const receivers = (workspace.config.notifications ?? []).map((one) => ({
      name: nameOf(one),
      kind: one.kind,
      to: placeOf(one),
      events: one.events ?? null,
    }));
    const { notifications } = await client.notifications();
    return {
      json: { receivers, notifications },
      text: (style) =>
        [
          receivers.length === 0
            ? 'Nobody is told.\n'
            : renderTable(
                ['receiver', 'to', 'events'],
                receivers.map(({ name, to, events }) => [name, to, events?.join(', ') ?? 'all']),
                style,
              ),
          renderTable(
            ['notification', 'of', 'for', 'state', 'tries', 'not before', 'because'],
            notifications.map(({ id, type, sink, state, attempts, dueAt, lastError }) => [
              ...[id, type, sink, state, attempts, state === 'parked' ? null : dueAt, lastError],
            ]),
            style,
          ),
        ]
          .filter((part) => part !== '')
          .join('\n'),
    };
  },
});
