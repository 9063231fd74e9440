/** `mda deprecate`: stops new installs of a version. Environments that run it go on. */
import { defineCommand } from '../command-line/command.ts';
import { findVersion } from '../workspace/find-version.ts';

export const command = defineCommand({
  arguments: ['VERSION'],
  options: {},
  async run({ args, session }) {
    const opened = await session();
    const { id, version } = await findVersion(opened, args.version);
    await opened.client.deprecate(id);
    return {
      json: { version, versionId: id, status: 'deprecated' },
      text: (style) => `${style.bold(version)} is deprecated: it takes no new installs.\n`,
    };
  },
});
