/** `mda overlay list`: what is overridden in an environment, held against what is live. */
import { defineCommand } from '../command-line/command.ts';
import { renderOverlays } from '../output/overlay-view.ts';

export const command = defineCommand({
  arguments: [],
  options: { env: { value: 'NAME', summary: 'the environment', required: true } },
  async run({ options, session }) {
    const { client } = await session();
    const report = await client.overlays(options.env);
    return { json: report, text: (style) => renderOverlays(report, style) };
  },
});
