/** `mda overlay report`: what a version would make of the overlays of an environment. Reads only. */
import { defineCommand } from '../command-line/command.ts';
import { renderOverlays } from '../output/overlay-view.ts';
import { findVersion } from '../workspace/find-version.ts';

export const command = defineCommand({
  arguments: ['VERSION'],
  options: { env: { value: 'NAME', summary: 'the environment', required: true } },
  details: 'VERSION is a version such as 1.2.0, or a version id.',
  async run({ args, options, session }) {
    const opened = await session();
    const version = await findVersion(opened, args.version);
    const report = await opened.client.overlayReport(version.id, options.env);
    return { json: report, text: (style) => renderOverlays(report, style) };
  },
});
