/** `mda drift`: where the real tables of an environment differ from what its active version needs. Reads only. */
import { defineCommand } from '../command-line/command.ts';
import { renderDrift, renderForeign } from '../output/drift-view.ts';

export const command = defineCommand({
  arguments: [],
  options: { env: { value: 'NAME', summary: 'the environment', required: true } },
  async run({ options, session }) {
    const { client } = await session();
    const { drift, foreign } = await client.driftReport(options.env);
    return {
      json: { drift, notOurs: foreign },
      text: (style) => renderDrift(drift, style) + renderForeign(foreign, style),
    };
  },
});
