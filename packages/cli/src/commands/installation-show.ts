/** `mda installation show`: one package in an environment, and what is set for it. */
import { defineCommand } from '../command-line/command.ts';
import { renderInstallation } from '../output/installation-view.ts';

export const command = defineCommand({
  arguments: ['PACKAGE'],
  options: { env: { value: 'NAME', summary: 'the environment', required: true } },
  async run({ args, options, session }) {
    const { client } = await session();
    const view = await client.installation(args.package, options.env);
    return { json: view, text: (style) => renderInstallation(view, style) };
  },
});
