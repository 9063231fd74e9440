/** `mda drift`: where the real tables of an environment differ from what its active version needs. */
import { defineCommand } from '../command-line/command.ts';
import { renderDrift } from '../output/drift-view.ts';

export const command = defineCommand({
  arguments: [],
  options: { env: { value: 'NAME', summary: 'the environment', required: true } },
  async run({ options, session }) {
    const { client } = await session();
    const drift = await client.drift(options.env);
    return { json: { drift }, text: (style) => renderDrift(drift, style) };
  },
});
