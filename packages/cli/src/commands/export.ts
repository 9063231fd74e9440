/** `mda export`: a sealed version as one file, or one file an item. Importing it again gives the same checksum. */
import { resolve } from 'node:path';
import { defineCommand } from '../command-line/command.ts';
import { writeOutput } from '../output/write-output.ts';
import { findVersion } from '../workspace/find-version.ts';

export const command = defineCommand({
  arguments: ['[VERSION]'],
  options: {
    out: { value: 'PATH', summary: 'the file, or the folder', required: true },
    format: {
      value: 'FORM',
      summary: 'one file, or one file an item (default: file)',
      choices: ['file', 'folder'],
    },
  },
  details: 'VERSION is a version such as 1.2.0, or a version id; without it the newest sealed one.',
  async run({ args, options, session, io }) {
    const opened = await session();
    const packageId = await opened.packageId();
    const wanted = args.version === undefined ? undefined : (await findVersion(opened, args.version)).version;
    const sealed = await opened.client.exportVersion(packageId, wanted);
    const path = resolve(io.cwd, options.out);
    if (options.format === 'folder') {
      const { writeFolder } = await import('../output/write-folder.ts');
      await writeFolder(path, sealed);
    } else await writeOutput(path, sealed.manifestJson, options.out);
    const { version, checksum } = sealed;
    return {
      json: { package: sealed.package, version, checksum, path },
      text: (style) =>
        `${style.bold(`${sealed.package} ${version}`)} written to ${path}\n${style.dim(`checksum ${checksum}`)}\n`,
    };
  },
});
