/** `mda var set`: a value comes from a file or standard input, so that no list of processes and no history shows it. */
import { AuthoringError } from '@objectstack/metadata-authoring';
import { defineCommand } from '../command-line/command.ts';
import { readInput } from '../input/read-input.ts';
import { ENVIRONMENT_OPTION } from '../input/variable-place.ts';

const MOST_BYTES = 256 * 1024;

export const command = defineCommand({
  arguments: ['NAME'],
  options: {
    env: ENVIRONMENT_OPTION,
    file: { value: 'FILE', summary: 'the value (- reads standard input, as without it)' },
    value: { value: 'TEXT', summary: 'the value of what is no secret' },
  },
  details:
    'The value of a text is the input as it is, without the line break at its end; numbers and booleans are JSON.\nSecrets are kept under MDA_SECRET_KEY: 32 bytes in base64, as openssl rand -base64 32 makes them.',
  async run({ args, options, session, io }) {
    const { client, packageId } = await session();
    const { env: environment, file = '-', value } = options;
    const place = { environment, packageId: await packageId() };
    if (value !== undefined) {
      if (options.file !== undefined)
        throw new AuthoringError('USAGE_INVALID', 'it takes one of --file and --value', {
          suggestion: 'see how it is called with: mda var set --help',
        });
      const declared = (await client.variables(place)).find(({ name }) => name === args.name);
      if (declared?.secret)
        throw new AuthoringError('USAGE_INVALID', `'${args.name}' is a secret, and a command line is none`, {
          suggestion: `give it on standard input: mda var set ${args.name} --env ${environment} --file -`,
        });
    }
    const text = value ?? (await readInput(file, MOST_BYTES, io)).replace(/\r?\n$/, '');
    const variable = await client.setVariable({ ...place, name: args.name, text });
    return {
      json: { ...place, variable },
      text: (style) => `${style.bold(variable.name)} is set in ${environment}.\n`,
    };
  },
});
