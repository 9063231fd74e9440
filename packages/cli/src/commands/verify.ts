/** `mda verify`: checks a bundle offline. */
import { verifyBundle } from '@objectstack/metadata-authoring';
import { defineCommand } from '../command-line/command.ts';
import { readBundleFile } from '../input/bundle-file.ts';
import { KEY_OPTION, readPublicKeys } from '../input/key-file.ts';
import { renderBundle } from '../output/bundle-view.ts';

export const command = defineCommand({
  arguments: ['FILE'],
  options: {
    key: KEY_OPTION,
    allowUnsigned: { summary: 'check its content although nobody signed it' },
  },
  async run({ args, options, io }) {
    const trusted = await readPublicKeys(options.key, io);
    const bundle = await verifyBundle(await readBundleFile(args.file, io), {
      trusted,
      unsigned: options.allowUnsigned,
    });
    return {
      json: { verified: true, ...bundle },
      text: (style) =>
        `${style.green(`${bundle.package} ${bundle.version} is as it was sealed`)}\n${renderBundle(bundle, style)}`,
    };
  },
});
