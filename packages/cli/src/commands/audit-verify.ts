/** `mda audit verify`: walks the audit log from its first row to its last. */
import { assertIntact, parseAnchor } from '@objectstack/metadata-authoring';
import { defineCommand } from '../command-line/command.ts';

export const command = defineCommand({
  arguments: [],
  options: {
    anchor: { value: 'SEQ:HASH', summary: 'a head that was kept elsewhere: the log must still have it' },
  },
  details:
    'A log that somebody cut at its end, or wrote anew from the first row on, is whole in itself: keep the head that this\n' +
    'prints where whoever can write the database cannot, and give it as the anchor next time.',
  async run({ options, session }) {
    const anchor = options.anchor === undefined ? {} : { anchor: parseAnchor(options.anchor) };
    const { client } = await session();
    const { rows, head } = assertIntact(await client.verifyAudit(anchor));
    const at = `${head.seq}:${head.hash}`;
    return {
      json: { intact: true, rows, head: at },
      text: (style) => `${style.green(`${rows} rows, as they were written`)}\nhead ${style.bold(at)}\n`,
    };
  },
});
