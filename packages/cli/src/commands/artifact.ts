/** `mda artifact`: what a runtime of that environment loads. */
import { resolve } from 'node:path';
import { defineCommand } from '../command-line/command.ts';
import { writeOutput } from '../output/write-output.ts';

export const command = defineCommand({
  arguments: [],
  options: {
    env: { value: 'NAME', summary: 'the environment', required: true },
    out: { value: 'PATH', summary: 'write it to this file' },
  },
  async run({ options, session, io }) {
    const { client } = await session();
    const artifact = await client.artifact(options.env);
    const document = `${JSON.stringify(artifact, null, 2)}\n`;
    if (options.out !== undefined) await writeOutput(resolve(io.cwd, options.out), document, options.out);
    return {
      json: artifact,
      text: (style) => (options.out === undefined ? document : `Written to ${style.bold(options.out)}\n`),
    };
  },
});
