/** `mda var list`: what a package declares, and what has a value in an environment. Secrets are masked, always. */
import { defineCommand } from '../command-line/command.ts';
import { ENVIRONMENT_OPTION } from '../input/variable-place.ts';
import { renderTable } from '../output/table.ts';

export const command = defineCommand({
  arguments: [],
  options: { env: ENVIRONMENT_OPTION },
  async run({ options, session }) {
    const { client, packageId } = await session();
    const place = { environment: options.env, packageId: await packageId() };
    const variables = await client.variables(place);
    return {
      json: { ...place, variables },
      text: (style) =>
        variables.length === 0
          ? 'The package declares no variables.\n'
          : renderTable(
              ['name', 'type', 'value', 'set by', 'about'],
              variables.map(({ name, type, secret, required, set, value, updatedBy, description }) => [
                name,
                secret ? 'secret' : type,
                set ? String(value) : required ? 'missing' : value === null ? '' : `${value} (default)`,
                updatedBy ?? '',
                description ?? '',
              ]),
              style,
            ),
    };
  },
});
