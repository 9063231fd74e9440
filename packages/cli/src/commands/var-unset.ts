/** `mda var unset`: takes the value of a variable back. What runs already goes on. */
import { defineCommand } from '../command-line/command.ts';
import { ENVIRONMENT_OPTION } from '../input/variable-place.ts';

export const command = defineCommand({
  arguments: ['NAME'],
  options: { env: ENVIRONMENT_OPTION },
  async run({ args, options, session }) {
    const { client, packageId } = await session();
    const place = { environment: options.env, packageId: await packageId() };
    await client.unsetVariable({ ...place, name: args.name });
    return {
      json: { ...place, name: args.name, set: false },
      text: (style) => `${style.bold(args.name)} has no value in ${options.env} any more.\n`,
    };
  },
});
