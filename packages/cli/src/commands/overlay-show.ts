/** `mda overlay show`: one overlay beside what its package ships. */
import { defineCommand } from '../command-line/command.ts';
import { renderOverlay } from '../output/overlay-view.ts';

export const command = defineCommand({
  arguments: ['TYPE', 'NAME'],
  options: { env: { value: 'NAME', summary: 'the environment', required: true } },
  async run({ args, options, session }) {
    const { client } = await session();
    const view = await client.overlay({ type: args.type, name: args.name }, options.env);
    return { json: view, text: (style) => renderOverlay(view, style) };
  },
});
