/** Proves that every `mda …` a page tells people to run is a command that exists, with options that it takes. */
import { describe, expect, it } from 'vitest';
import type { Command } from '../../packages/cli/src/command-line/command.ts';
import { COMMANDS } from '../../packages/cli/src/command-line/command-list.ts';
import { pagesUnder, readPage } from './documents.ts';

const GLOBAL_OPTIONS = ['--workspace', '--json', '--package', '--actor', '--server', '--token', '--help'];
/** Global options that take no value. */
const SWITCHES = ['--json', '--help'];

/** Calls in code spans, and lines of code blocks that start with `mda`. */
function callsIn(page: string): readonly string[] {
  const prose = page.replace(/^```[\s\S]*?^```/gm, '');
  const spans = [...prose.matchAll(/`(mda(?: [^`]*)?)`/g)].map((match) => match[1] as string);
  const lines = [...page.matchAll(/^(?:\$ )?(mda .*)$/gm)].map((match) => match[1] as string);
  return [...spans, ...lines];
}

/** Why the call cannot be made, or null. */
async function faultOf(call: string): Promise<string | null> {
  const words = call.split(/\s+/).slice(1);
  if (words.length === 0 || words.every((word) => ['--json', '--help', '--version'].includes(word)))
    return null;
  const entry =
    COMMANDS.find(({ name }) => name === words.slice(0, 2).join(' ')) ??
    COMMANDS.find(({ name }) => name === words[0]);
  if (!entry) return 'no such command';
  const { command } = await entry.load();
  const flags = optionsOf(command);
  let position = 0;
  const rest = words.slice(entry.name.split(' ').length);
  for (let at = 0; at < rest.length; at += 1) {
    const word = rest[at] as string;
    if (!word.startsWith('--')) {
      position += 1;
      continue;
    }
    const takesValue =
      flags.get(word) ?? (GLOBAL_OPTIONS.includes(word) ? !SWITCHES.includes(word) : undefined);
    if (takesValue === undefined) return `no option ${word}`;
    if (takesValue) at += 1;
  }
  const takesAny = command.arguments.at(-1)?.endsWith('...');
  return position > command.arguments.length && !takesAny ? 'too many arguments' : null;
}

function optionsOf(command: Command): ReadonlyMap<string, boolean> {
  return new Map(
    Object.entries(command.options).map(([name, spec]) => [
      `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`,
      'value' in spec,
    ]),
  );
}

describe('the commands that pages name', () => {
  it('finds calls in spans and blocks, and faults in them', async () => {
    const page = 'Run `mda run show RUN`.\n\n```sh\nmda publish --env dev --fore\n```\n`mda frobnicate`';
    const calls = callsIn(page);
    expect(calls).toEqual(['mda run show RUN', 'mda frobnicate', 'mda publish --env dev --fore']);
    expect(await Promise.all(calls.map(faultOf))).toEqual([null, 'no such command', 'no option --fore']);
  });

  it.each(pagesUnder('docs'))('%s names only calls that mda takes', async (path) => {
    const faults: string[] = [];
    for (const call of callsIn(readPage(path))) {
      const fault = await faultOf(call);
      if (fault !== null) faults.push(`${call}: ${fault}`);
    }
    expect(faults).toEqual([]);
  });
});
