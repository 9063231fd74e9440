/** `mda overlay reset`: back to what the package ships. */
import { defineCommand } from '../command-line/command.ts';
import { overlayText } from '../output/overlay-view.ts';

export const command = defineCommand({
  arguments: ['TYPE', 'NAME'],
  options: {
    env: { value: 'NAME', summary: 'the environment', required: true },
    ifMatch: { value: 'CHECKSUM', summary: 'refuse when it is not as you read it' },
  },
  async run({ args, options, session }) {
    const { client } = await session();
    const result = await client.resetOverlay({
      environment: options.env,
      ref: { type: args.type, name: args.name },
      ...(options.ifMatch === undefined ? {} : { parentVersion: options.ifMatch }),
    });
    return { json: result, text: (style) => overlayText(result, "is the package's own again", style) };
  },
});
