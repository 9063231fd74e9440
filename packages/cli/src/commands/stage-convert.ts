/** `mda stage convert`: how the values of a field come about when it changes, and how they come back. */
import { AuthoringError, ITEM_LIMITS, type StageConversion } from '@objectstack/metadata-authoring';
import { defineCommand } from '../command-line/command.ts';
import { parseDocument } from '../input/parse-document.ts';
import { readInput } from '../input/read-input.ts';
import { conversionText } from '../output/conversions-view.ts';

export const command = defineCommand({
  arguments: ['OBJECT', 'FIELD'],
  options: {
    file: { value: 'PATH', summary: '{up, down} as JSON or YAML; - reads JSON from standard input' },
    fill: { value: 'VALUE', summary: 'what empty values get: a value, or an expression as JSON' },
    map: { value: 'OLD=NEW', summary: 'one value becomes another; may be repeated', repeatable: true },
    clear: { summary: 'take back what was stated of the field' },
  },
  details:
    'Expressions are JSON, never SQL: docs/expressions.md. They read the fields of the object as they were (up) and as\n' +
    'they will be (down). A map that is one-to-one goes back by itself; a field that goes takes a file with down alone.\n\n' +
    'Examples: mda stage convert crm_deal stage --map won=closed --map lost=dropped\n' +
    '          mda stage convert crm_deal currency --fill EUR\n' +
    '          mda stage convert crm_deal price --file price.json',
  async run({ args, options, io, session }) {
    const { client, draft } = await session();
    const stated = await statedBy(options, (path) => readSides(path, io));
    const result = await client.stageConversion(await draft(), { ...args, ...stated });
    const { draftVersion, unchanged, ...conversion } = result;
    return {
      json: { ...conversion, draftVersion, unchanged },
      text(style) {
        const what = unchanged ? 'is as it was' : 'is staged';
        return `${style.bold(`${args.object}.${args.field}`)} ${what}: ${conversionText(conversion)}\n`;
      },
    };
  },
});

type Stated = Omit<StageConversion, 'object' | 'field'>;

interface Given {
  readonly file: string | undefined;
  readonly fill: string | undefined;
  readonly map: readonly string[];
  readonly clear: boolean;
}

/** @throws USAGE_INVALID unless it is stated in exactly one way */
async function statedBy(
  { file, fill, map, clear }: Given,
  read: (path: string) => Promise<Stated>,
): Promise<Stated> {
  const ways = [file !== undefined, fill !== undefined, map.length > 0, clear].filter(Boolean).length;
  if (ways !== 1)
    throw new AuthoringError('USAGE_INVALID', 'it takes one of --file, --fill, --map and --clear', {
      suggestion: 'see examples with: mda stage convert --help',
    });
  if (file !== undefined) return read(file);
  if (fill !== undefined) return { fill: meaningOf(fill) };
  return map.length > 0 ? { map: map.map(caseOf) } : {};
}

async function readSides(path: string, io: Parameters<typeof readInput>[2]): Promise<Stated> {
  const text = await readInput(path, ITEM_LIMITS.bytes, io);
  const value = await parseDocument(text, path === '-' ? 'the input' : path, ITEM_LIMITS);
  const keys = typeof value === 'object' && value !== null ? Object.keys(value) : [];
  if (keys.length === 0 || keys.some((key) => key !== 'up' && key !== 'down'))
    throw new AuthoringError('INPUT_UNPARSABLE', 'a conversion is an object with up, down or both', {
      details: { keys },
      suggestion: 'write {"up": …, "down": …}: see docs/expressions.md',
    });
  return value as Stated;
}

/** What reads as JSON is meant so; anything else is a text. */
function meaningOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function caseOf(text: string): { from: string; to: string } {
  const at = text.indexOf('=');
  if (at < 1 || at === text.length - 1)
    throw new AuthoringError('USAGE_INVALID', `'${text}' maps nothing`, {
      suggestion: 'write --map OLD=NEW; an empty text takes a file: --file',
    });
  return { from: text.slice(0, at), to: text.slice(at + 1) };
}
