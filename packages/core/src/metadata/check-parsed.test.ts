import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isAuthoringError } from '../error.ts';
import { checkParsed } from './check-parsed.ts';

/** The budget is 50 ms on a quiet machine; a scan that is not linear takes seconds. CPU time, because runners share cores. */
const REFUSAL_CPU_MICROSECONDS = 500_000;

function refusal(value: unknown): { code: string; message: string } {
  try {
    checkParsed(value);
  } catch (error) {
    if (isAuthoringError(error)) return { code: error.code, message: error.message };
    throw error;
  }
  return { code: 'accepted', message: '' };
}

function nested(levels: number): unknown {
  let value: unknown = 1;
  for (let level = 0; level < levels; level++) value = [value];
  return value;
}

function cyclic(): unknown {
  const object: Record<string, unknown> = { name: 'crm_lead' };
  object.fields = { parent: object };
  return object;
}

/** Each level holds the one below twice: 2^levels leaves from a few lines of YAML aliases. */
function aliases(levels: number): unknown {
  let value: unknown = ['lol'];
  for (let level = 0; level < levels; level++) value = [value, value];
  return value;
}

describe('checkParsed refuses', () => {
  it.each([
    [
      'a function, by its path',
      { hooks: [{ handler: () => 1 }] },
      'INPUT_UNPARSABLE',
      /'hooks\.0\.handler' is a function/,
    ],
    ['a cycle', cyclic(), 'INPUT_UNPARSABLE', /refers back to itself/],
    ['NaN', { max: Number.NaN }, 'INPUT_UNPARSABLE', /'max' is NaN/],
    ['Infinity', [Number.POSITIVE_INFINITY], 'INPUT_UNPARSABLE', /'0' is Infinity/],
    ['an unsafe integer', { id: 2 ** 53 }, 'INPUT_UNPARSABLE', /'id' is an integer too large/],
    ['a date', { at: new Date(0) }, 'INPUT_UNPARSABLE', /'at' is a Date/],
    ['a map', { at: new Map() }, 'INPUT_UNPARSABLE', /'at' is a Map/],
    ['a bigint', { n: 1n }, 'INPUT_UNPARSABLE', /'n' is a bigint/],
    ['a symbol', [Symbol('x')], 'INPUT_UNPARSABLE', /'0' is a symbol/],
    ['a symbol as key', { [Symbol('x')]: 1 }, 'INPUT_UNPARSABLE', /symbol as key/],
    ['a hole in a list', [1, undefined], 'INPUT_UNPARSABLE', /'1' is missing/],
    [
      'a forbidden key',
      JSON.parse('{"a":{"__proto__":1}}'),
      'INPUT_UNPARSABLE',
      /'a\.__proto__' has a key that is not allowed/,
    ],
    ['a lone surrogate', { label: '\ud800' }, 'INPUT_UNPARSABLE', /'label' holds half/],
    ['too many levels', nested(65), 'DEPTH_EXCEEDED', /deeper than 64/],
    ['a hundred thousand levels', nested(100_000), 'DEPTH_EXCEEDED', /deeper than 64/],
    ['aliases that unfold', aliases(60), 'PAYLOAD_TOO_LARGE', /larger than/],
    ['too many bytes', { a: 'x'.repeat(9_000_000) }, 'PAYLOAD_TOO_LARGE', /larger than/],
  ])('%s', (_, value, code, message) => {
    const start = process.cpuUsage();
    const found = refusal(value);
    expect(process.cpuUsage(start).user).toBeLessThan(REFUSAL_CPU_MICROSECONDS);
    expect(found.code).toBe(code);
    expect(found.message).toMatch(message);
  });

  it('a shared part that lies too deep at its second place', () => {
    const shared = nested(40);
    expect(refusal([shared, shared]).code).toBe('accepted');
    let deeper: unknown = shared;
    for (let level = 0; level < 30; level++) deeper = [deeper];
    expect(refusal([shared, deeper]).code).toBe('DEPTH_EXCEEDED');
  });
});

describe('checkParsed accepts', () => {
  it('whatever JSON holds, as the same value', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), (value) => {
        fc.pre(refusal(value).code === 'accepted');
        expect(checkParsed(value)).toBe(value);
      }),
      { numRuns: 300 },
    );
  });

  it('absent values, plain objects without prototype, 64 levels, and functions where they are taken out later', () => {
    expect(refusal({ a: undefined, b: Object.create(null) }).code).toBe('accepted');
    expect(refusal(nested(64)).code).toBe('accepted');
    expect(checkParsed({ run: () => 1 }, { functions: 'pass' })).toBeDefined();
  });
});
