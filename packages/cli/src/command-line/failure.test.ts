import { AuthoringError } from '@objectstack/metadata-authoring';
import { describe, expect, it } from 'vitest';
import { failureOf, printFailure } from './failure.ts';
import type { Io } from './io.ts';

function recording() {
  const out: string[] = [];
  const err: string[] = [];
  const io = {
    stdout: { write: (text: string) => out.push(text) },
    stderr: { write: (text: string) => err.push(text) },
    env: {},
  } as unknown as Io;
  return { io, out, err };
}

describe('failureOf', () => {
  it('keeps the facts of an AuthoringError and takes the exit code from its kind', async () => {
    const error = new AuthoringError('PLAN_STALE', 'the plan changed', {
      details: { a: 1 },
      suggestion: 'look again',
    });
    expect(await failureOf(error)).toEqual({
      code: 'PLAN_STALE',
      kind: 'conflict',
      message: 'the plan changed',
      details: { a: 1 },
      suggestion: 'look again',
      exit: 5,
    });
  });

  it('tells nothing of any other error', async () => {
    const failure = await failureOf(new TypeError('cannot read /home/ada/secret'));
    expect(failure).toMatchObject({ code: 'ASSERTION_FAILED', kind: 'bug', exit: 70 });
    expect(JSON.stringify(failure)).not.toContain('secret');
  });
});

describe('printFailure', () => {
  it('prints one document on stdout with --json, and text on stderr without', async () => {
    const failure = await failureOf(new AuthoringError('ROLE_FORBIDDEN', 'no', { suggestion: 'ask' }));
    const json = recording();
    printFailure(failure, json.io, true);
    expect(json.err).toEqual([]);
    expect(JSON.parse(json.out.join(''))).toEqual({
      error: { code: 'ROLE_FORBIDDEN', kind: 'forbidden', message: 'no', details: {}, suggestion: 'ask' },
    });
    const text = recording();
    printFailure(failure, text.io, false);
    expect(text.out).toEqual([]);
    expect(text.err.join('')).toBe('error ROLE_FORBIDDEN no\nnext: ask\n');
  });
});
