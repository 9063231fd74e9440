import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { ITEM_LIMITS } from '@objectstack/metadata-authoring';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { unwrapSealed } from './load-stack.ts';
import { parseDocument } from './parse-document.ts';
import { readInput } from './read-input.ts';

describe('readInput', () => {
  let cwd: string;
  beforeAll(async () => {
    cwd = await mkdtemp(join(tmpdir(), 'mda-input-'));
    await writeFile(join(cwd, 'ten.json'), '0123456789');
    await writeFile(join(cwd, 'latin.json'), Buffer.from([0x22, 0xe9, 0x22]));
  });
  afterAll(() => rm(cwd, { recursive: true }));
  const io = (...chunks: string[]) => ({ stdin: Readable.from(chunks), cwd });

  it('reads a file up to the limit and not a byte more', async () => {
    await expect(readInput('ten.json', 10, io())).resolves.toBe('0123456789');
    await expect(readInput('ten.json', 9, io())).rejects.toMatchObject({ code: 'PAYLOAD_TOO_LARGE' });
  });

  it('stops reading standard input at the limit', async () => {
    await expect(readInput('-', 4, io('ab', 'cd'))).resolves.toBe('abcd');
    let taken = 0;
    const endless = Readable.from(
      (function* () {
        for (;;) {
          taken += 1;
          yield 'xxxx';
        }
      })(),
      { highWaterMark: 1 },
    );
    await expect(readInput('-', 40, { stdin: endless, cwd })).rejects.toMatchObject({
      code: 'PAYLOAD_TOO_LARGE',
    });
    expect(taken).toBeLessThan(40);
  });

  it('refuses what is no file, or not UTF-8', async () => {
    await expect(readInput('none.json', 10, io())).rejects.toMatchObject({ code: 'USAGE_INVALID' });
    await expect(readInput('.', 10, io())).rejects.toMatchObject({ code: 'USAGE_INVALID' });
    await expect(readInput('latin.json', 10, io())).rejects.toMatchObject({ code: 'INPUT_UNPARSABLE' });
  });
});

describe('parseDocument', () => {
  const parse = (text: string, name = 'x.yml') => parseDocument(text, name, ITEM_LIMITS);

  it('reads YAML as JSON data', async () => {
    await expect(parse('name: a\nfields:\n  when: 2024-01-01\n  on: yes\n')).resolves.toEqual({
      name: 'a',
      fields: { when: '2024-01-01', on: 'yes' },
    });
  });

  it.each([
    ['a key twice', 'a: 1\na: 2\n'],
    ['a broken line', 'a: [1\n'],
    ['an unknown tag', 'a: !!js/function "x"\n'],
    ['a key that reaches prototypes', '__proto__:\n  x: 1\n'],
    ['two documents', 'a: 1\n---\na: 2\n'],
    [
      'aliases that unfold',
      `a: &a [x, x, x, x, x, x, x, x, x]\n${'bcdefgh'
        .split('')
        .map((k, i) => `${k}: &${k} [${Array(9).fill(`*${'abcdefg'[i]}`).join(', ')}]`)
        .join('\n')}\n`,
    ],
  ])('refuses %s, naming the file', async (_name, text) => {
    await expect(parse(text)).rejects.toMatchObject({
      kind: 'invalid',
      message: expect.stringContaining('x.yml'),
    });
  });

  it('takes a byte order mark off JSON', async () => {
    await expect(parse('\uFEFF{"a":1}', 'x.json')).resolves.toEqual({ a: 1 });
  });
});

describe('unwrapSealed', () => {
  it('takes the stack out of an export, with its renames', () => {
    const stack = { manifest: { id: 'com.a.b' } };
    expect(unwrapSealed({ format: 'mda/1', renames: [], names: { views: ['v'] }, stack })).toEqual({
      stack,
      renames: [],
      names: { views: ['v'] },
      skipped: [],
    });
    expect(unwrapSealed(stack)).toEqual({ stack, skipped: [] });
    expect(() => unwrapSealed({ format: 'mda/1', stack })).toThrow('not whole');
  });
});
