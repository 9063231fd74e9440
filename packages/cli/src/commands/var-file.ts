/** `mda var file`: every value by name as one JSON file that only its owner can read. Nothing of it is printed. */
import { resolve } from 'node:path';
import { defineCommand } from '../command-line/command.ts';
import { ENVIRONMENT_OPTION } from '../input/variable-place.ts';
import { writePrivate } from '../output/write-output.ts';

export const command = defineCommand({
  arguments: [],
  options: {
    env: ENVIRONMENT_OPTION,
    out: { value: 'FILE', summary: 'where to; a file that is there already is not replaced', required: true },
  },
  details: 'The artifact of an environment holds no values: a runtime gets them from here.',
  async run({ options, session, io }) {
    const { client, packageId } = await session();
    const place = { environment: options.env, packageId: await packageId() };
    const values = await client.readVariables(place);
    const names = Object.keys(values);
    await writePrivate(resolve(io.cwd, options.out), `${JSON.stringify(values, null, 2)}\n`, options.out);
    return {
      json: { ...place, names, path: options.out },
      text: (style) => `${names.length} of ${options.env} are in ${style.bold(options.out)}.\n`,
    };
  },
});
