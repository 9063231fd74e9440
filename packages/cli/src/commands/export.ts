/** `mda export`: a sealed version as one file, or one file an item. Importing it again gives the same checksum. */
import { createPublicKey } from 'node:crypto';
import { resolve } from 'node:path';
import { keyIdOf } from '@objectstack/metadata-authoring';
import { defineCommand } from '../command-line/command.ts';
import { writeOutput } from '../output/write-output.ts';
import { findVersion } from '../workspace/find-version.ts';

export const command = defineCommand({
  arguments: ['[VERSION]'],
  options: {
    out: { value: 'PATH', summary: 'the file, or the folder', required: true },
    format: {
      value: 'FORM',
      summary: 'one file, one file an item, or a bundle with where it comes from (default: file)',
      choices: ['file', 'folder', 'bundle'],
    },
    sign: { value: 'KEY', summary: 'bundle: sign it with this private key (a PEM file, Ed25519)' },
  },
  details: 'VERSION is a version such as 1.2.0, or a version id; without it the newest sealed one.',
  async run({ args, options, session, io }) {
    const opened = await session();
    const packageId = await opened.packageId();
    const wanted = args.version === undefined ? undefined : (await findVersion(opened, args.version)).version;
    const path = resolve(io.cwd, options.out);
    if (options.format === 'bundle' || options.sign !== undefined) {
      const { readPrivateKey } = await import('../input/key-file.ts');
      const key = options.sign === undefined ? null : await readPrivateKey(options.sign, io);
      const { text, ...bundle } = await opened.client.exportBundle(packageId, wanted, key);
      await writeOutput(path, text, options.out);
      const keyId = key === null ? null : keyIdOf(createPublicKey(key));
      return {
        json: { ...bundle, path, keyId },
        text: (style) =>
          `${style.bold(`${bundle.package} ${bundle.version}`)} written to ${path}\n${style.dim(`checksum ${bundle.checksum}`)}\n${keyId === null ? style.yellow('nobody signed it: sign with --sign KEY\n') : style.dim(`signed by key ${keyId}\n`)}`,
      };
    }
    const sealed = await opened.client.exportVersion(packageId, wanted);
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
