/** `mda env collect`: takes away environments that have expired, and what a crash left of them. */
import { defineCommand } from '../command-line/command.ts';

export const command = defineCommand({
  arguments: [],
  options: {},
  async run({ session }) {
    const { client } = await session();
    const { collected, left } = await client.collect();
    return {
      json: { collected, left },
      text(style) {
        if (collected.length + left.length === 0) return 'Nothing has expired.\n';
        const lines = [
          ...collected.map(
            ({ name }) => `${style.green('✓')} ${style.bold(name)} and its database are gone.`,
          ),
          ...left.map(({ name, message }) => style.yellow(`${style.bold(name)} stays for now: ${message}`)),
        ];
        return `${lines.join('\n')}\n`;
      },
    };
  },
});
