/** `mda var rekey`: after MDA_SECRET_KEY changed and the one before it stands in MDA_SECRET_KEY_FORMER. */
import { counted } from '@objectstack/metadata-authoring';
import { defineCommand } from '../command-line/command.ts';
import { ENVIRONMENT_OPTION } from '../input/variable-place.ts';

export const command = defineCommand({
  arguments: [],
  options: { env: ENVIRONMENT_OPTION },
  details: 'MDA_SECRET_KEY_FORMER may hold several keys, with commas between them.',
  async run({ options, session }) {
    const { client } = await session();
    const done = await client.rekeyVariables(options.env);
    return {
      json: { environment: options.env, ...done },
      text: () => `${counted(done.rekeyed, 'secret')} kept anew under the key ${done.keyId}.\n`,
    };
  },
});
