/** `mda notify deliver`: tells now what is due. */
import { defineCommand } from '../command-line/command.ts';

export const command = defineCommand({
  arguments: [],
  options: { all: { summary: 'also what is not due yet, and what was parked because nobody answered' } },
  async run({ options, session }) {
    const { client } = await session();
    const report = await client.deliverNotifications({ all: options.all });
    return {
      json: report,
      text: () =>
        `${report.delivered} delivered, ${report.failed} to be tried again, ${report.parked} parked\n`,
    };
  },
});
