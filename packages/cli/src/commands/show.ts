/** `mda show`: one item and its checksum, for reading and for `--if-match`. */
import { defineCommand } from '../command-line/command.ts';

export const command = defineCommand({
  arguments: ['TYPE', 'NAME'],
  options: { env: { value: 'NAME', summary: 'as this environment runs it (default: as the draft has it)' } },
  async run({ args, options, session }) {
    const { client, draft } = await session();
    const ref = { type: args.type, name: args.name };
    const { checksum, body } = await client.readItem(
      options.env === undefined ? { ref, draft: await draft() } : { ref, environment: options.env },
    );
    return {
      json: { ref: `${ref.type}/${ref.name}`, checksum, body },
      text: (style) =>
        `${style.dim(`${ref.type}/${ref.name} ${checksum}`)}\n${JSON.stringify(body, null, 2)}\n`,
    };
  },
});
