/** `mda installation set`: what is set for a package in an environment. It stays so over promotions and rollbacks. */
import { AuthoringError, type InstallationChange, ITEM_LIMITS } from '@objectstack/metadata-authoring';
import { defineCommand } from '../command-line/command.ts';
import { parseDocument } from '../input/parse-document.ts';
import { readInput } from '../input/read-input.ts';
import { renderInstallation } from '../output/installation-view.ts';

export const command = defineCommand({
  arguments: ['PACKAGE'],
  options: {
    env: { value: 'NAME', summary: 'the environment', required: true },
    enable: { summary: 'have it in the artifact' },
    disable: { summary: 'leave it out of the artifact; its tables stay as they are' },
    settings: { value: 'FILE', summary: 'all of its settings, as JSON or YAML (- reads standard input)' },
    sampleData: {
      value: 'STATE',
      summary: 'whether the runtime loads the seeds of the version when it starts next',
      choices: ['on', 'off'],
    },
  },
  details:
    'A package that an enabled one needs cannot be disabled. Disabling is possible at any time, all else inside the change\n' +
    'windows of the environment.',
  async run({ args, options, session, io }) {
    const { env, enable, disable, settings, sampleData } = options;
    if (enable && disable) throw usage('a package is enabled or disabled, not both');
    const change: InstallationChange = {
      ...(enable || disable ? { enabled: enable } : {}),
      ...(sampleData === undefined ? {} : { withSampleData: sampleData === 'on' }),
      ...(settings === undefined ? {} : { settings: await readSettings(settings, io) }),
    };
    if (Object.keys(change).length === 0)
      throw usage('it takes one of --enable, --disable, --settings and --sample-data');
    const { client } = await session();
    const view = await client.setInstallation(args.package, env, change);
    return { json: view, text: (style) => renderInstallation(view, style) };
  },
});

async function readSettings(path: string, io: Parameters<typeof readInput>[2]): Promise<unknown> {
  const text = await readInput(path, ITEM_LIMITS.bytes, io);
  return parseDocument(text, path === '-' ? 'the input' : path, ITEM_LIMITS);
}

function usage(message: string): AuthoringError {
  return new AuthoringError('USAGE_INVALID', message, {
    suggestion: 'see how it is called with: mda installation set --help',
  });
}
