/**
 * `mda drift`: where the real tables of an environment differ from what its active version needs, and what a runtime
 * whose package was adopted has changed in its own rows. Reads only.
 */
import { defineCommand } from '../command-line/command.ts';
import { flatChangesText } from '../output/adopt-view.ts';
import { renderDrift, renderForeign } from '../output/drift-view.ts';

export const command = defineCommand({
  arguments: [],
  options: { env: { value: 'NAME', summary: 'the environment', required: true } },
  async run({ options, session }) {
    const { client } = await session();
    const { drift, foreign } = await client.driftReport(options.env);
    const adopted = await client.flatDrift(options.env);
    return {
      json: { drift, notOurs: foreign, ...(adopted.length === 0 ? {} : { adopted }) },
      text: (style) =>
        renderDrift(drift, style) +
        renderForeign(foreign, style) +
        adopted.map((one) => flatChangesText(one, style)).join(''),
    };
  },
});
