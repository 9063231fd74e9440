/** `mda overlay put`: an item of an installed package says something else in one environment, at once. */
import { ITEM_LIMITS } from '@objectstack/metadata-authoring';
import { defineCommand } from '../command-line/command.ts';
import { parseDocument } from '../input/parse-document.ts';
import { readInput } from '../input/read-input.ts';
import { overlayText } from '../output/overlay-view.ts';
import { renderProblems } from '../output/problems-view.ts';

export const command = defineCommand({
  arguments: ['TYPE', 'NAME'],
  options: {
    env: { value: 'NAME', summary: 'the environment', required: true },
    file: {
      value: 'FILE',
      summary: 'the whole item as JSON or YAML (- reads standard input)',
      required: true,
    },
    ifMatch: { value: 'CHECKSUM', summary: 'refuse when it is not as you read it' },
  },
  details:
    'Live at once, without draft or version; only types that no table follows from: views, dashboards, reports,\n' +
    'translations, email templates. Locks that the package put on its item hold. See what is there with: mda show',
  async run({ args, options, io, session }) {
    const { client } = await session();
    const text = await readInput(options.file, ITEM_LIMITS.bytes, io);
    const item = await parseDocument(text, options.file === '-' ? 'the input' : options.file, ITEM_LIMITS);
    const result = await client.putOverlay({
      environment: options.env,
      ref: { type: args.type, name: args.name },
      item,
      ...(options.ifMatch === undefined ? {} : { parentVersion: options.ifMatch }),
    });
    return {
      json: result,
      text: (style) =>
        overlayText(result, 'is overridden', style) + renderProblems(result.warnings, style, '  '),
    };
  },
});
