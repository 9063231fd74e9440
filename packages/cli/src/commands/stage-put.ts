/** `mda stage put`: stages one item from a file or standard input. */
import { ITEM_LIMITS } from '@objectstack/metadata-authoring';
import { defineCommand } from '../command-line/command.ts';
import { parseDocument } from '../input/parse-document.ts';
import { readInput } from '../input/read-input.ts';
import { stageResult } from './stage-result.ts';

export const command = defineCommand({
  arguments: ['TYPE', 'NAME'],
  options: {
    file: {
      value: 'PATH',
      summary: 'the body, as JSON or YAML; - reads JSON from standard input',
      required: true,
    },
    ifMatch: {
      value: 'CHECKSUM',
      summary: 'refuse when the item is not what you saw; "none": it must be new',
    },
  },
  details: 'Example: mda stage put object crm_account --file account.json',
  async run({ args, options, io, session }) {
    const { client, draftForNewItem } = await session();
    const text = await readInput(options.file, ITEM_LIMITS.bytes, io);
    const item = await parseDocument(text, options.file === '-' ? 'the input' : options.file, ITEM_LIMITS);
    const draft = await draftForNewItem();
    const { ifMatch } = options;
    return stageResult(
      await client.stage({
        op: 'put',
        type: args.type,
        name: args.name,
        item,
        draft,
        ...(ifMatch === undefined ? {} : { parentVersion: ifMatch === 'none' ? null : ifMatch }),
      }),
    );
  },
});
