/** `mda rehearsals`: what was rehearsed, and how it went. */
import { defineCommand } from '../command-line/command.ts';
import { rehearsalJson, renderRehearsals } from '../output/rehearsal-view.ts';

export const command = defineCommand({
  arguments: [],
  options: { env: { value: 'NAME', summary: 'only of this environment' } },
  details: 'A plan is rehearsed with: mda publish --rehearse, mda promote VERSION --to NAME --rehearse',
  async run({ options, session }) {
    const { client } = await session();
    const rows = await client.rehearsals(options.env === undefined ? {} : { environment: options.env });
    return {
      json: { rehearsals: rows.map(rehearsalJson) },
      text: (style) => renderRehearsals(rows, style),
    };
  },
});
