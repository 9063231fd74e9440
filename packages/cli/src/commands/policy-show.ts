/** `mda policy show`: what an environment asks for before it changes. */
import { defineCommand } from '../command-line/command.ts';
import { renderPolicy } from '../output/policy-view.ts';

export const command = defineCommand({
  arguments: [],
  options: { env: { value: 'NAME', summary: 'the environment', required: true } },
  async run({ options, session }) {
    const { client } = await session();
    const view = await client.policy(options.env);
    return { json: view, text: (style) => renderPolicy(view, style) };
  },
});
