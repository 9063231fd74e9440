import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isAuthoringError } from '../error.ts';
import { ARTIFACT_LIMITS, ITEM_LIMITS, parseJson } from './parse-json.ts';

/** The budget is 50 ms on a quiet machine; a scan that is not linear takes seconds. CPU time, because runners share cores. */
const REFUSAL_CPU_MICROSECONDS = 500_000;

const nested = (levels: number) => '['.repeat(levels) + ']'.repeat(levels);
const nestedObjects = (levels: number) => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;

function refusal(text: string, limits = ITEM_LIMITS): string {
  try {
    parseJson(text, limits);
  } catch (error) {
    if (isAuthoringError(error)) return error.code;
    throw error;
  }
  return 'accepted';
}

const HOSTILE: readonly [string, string, string][] = [
  ['a million nested lists', '['.repeat(1_000_000), 'DEPTH_EXCEEDED'],
  ['a million nested lists, closed', nested(1_000_000), 'DEPTH_EXCEEDED'],
  ['a million nested objects', nestedObjects(1_000_000), 'DEPTH_EXCEEDED'],
  ['one level too many', nested(65), 'DEPTH_EXCEEDED'],
  ['one level too many after a string of brackets', `{"a":"[[{{","b":${nested(64)}}`, 'DEPTH_EXCEEDED'],
  ['nine megabytes', `"${'x'.repeat(9 * 1024 * 1024)}"`, 'PAYLOAD_TOO_LARGE'],
  ['eight megabytes of three-byte characters', `"${'€'.repeat(3 * 1024 * 1024)}"`, 'PAYLOAD_TOO_LARGE'],
  ['__proto__', '{"__proto__":{"polluted":true}}', 'INPUT_UNPARSABLE'],
  ['__proto__, escaped', '{"\\u005f_proto__":{"polluted":true}}', 'INPUT_UNPARSABLE'],
  ['__proto__, deep', '{"a":[{"b":{"__proto__":1}}]}', 'INPUT_UNPARSABLE'],
  ['constructor', '{"constructor":{"prototype":{"polluted":true}}}', 'INPUT_UNPARSABLE'],
  ['prototype', '{"prototype":1}', 'INPUT_UNPARSABLE'],
  ['duplicate keys', '{"a":1,"a":2}', 'INPUT_UNPARSABLE'],
  ['duplicate keys, one escaped', '{"a":1,"\\u0061":2}', 'INPUT_UNPARSABLE'],
  ['duplicate keys, deep', '[{"x":{"k":1,"z":[],"k":{}}}]', 'INPUT_UNPARSABLE'],
  ['duplicate keys with quotes inside', '{"a\\"":1,"a\\"":2}', 'INPUT_UNPARSABLE'],
  ['a lone high surrogate', '"\ud800"', 'INPUT_UNPARSABLE'],
  ['a lone low surrogate, escaped', '{"a":"\\udc00"}', 'INPUT_UNPARSABLE'],
  ['a lone surrogate as key', '{"\\ud83d":1}', 'INPUT_UNPARSABLE'],
  ['2^53', '9007199254740992', 'INPUT_UNPARSABLE'],
  ['2^53 + 1 inside', '{"a":[9007199254740993]}', 'INPUT_UNPARSABLE'],
  ['a negative one', '[-9007199254740993]', 'INPUT_UNPARSABLE'],
  ['1e20, which JSON writes with all its digits', '1e20', 'INPUT_UNPARSABLE'],
  ['twenty-five digits', '{"id":1234567890123456789012345}', 'INPUT_UNPARSABLE'],
  ['beyond a double', '[1e400]', 'INPUT_UNPARSABLE'],
  ['beyond a double, negative', '{"a":-1e999}', 'INPUT_UNPARSABLE'],
  ['nothing', '', 'INPUT_UNPARSABLE'],
  ['half a string', '{"a', 'INPUT_UNPARSABLE'],
  ['a byte order mark', '\ufeff{}', 'INPUT_UNPARSABLE'],
  ['two values', '{} {}', 'INPUT_UNPARSABLE'],
  ['NaN', '[NaN]', 'INPUT_UNPARSABLE'],
  ['a comment', '{/* */}', 'INPUT_UNPARSABLE'],
  ['a megabyte of backslashes', `"${'\\'.repeat(1_000_001)}"`, 'INPUT_UNPARSABLE'],
  ['a megabyte of escaped quotes, open', `"${'\\"'.repeat(500_000)}`, 'INPUT_UNPARSABLE'],
];

describe('parseJson refuses', () => {
  it.each(HOSTILE)('%s', (_, text, code) => {
    const before = Object.getOwnPropertyNames(Object.prototype);
    const start = process.cpuUsage();
    expect(refusal(text)).toBe(code);
    expect(process.cpuUsage(start).user).toBeLessThan(REFUSAL_CPU_MICROSECONDS);
    expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(before);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  it('names the key that stands twice', () => {
    expect(() => parseJson('{"a":"b:","label":1,"x":{"label":0},"label":2}')).toThrow(/'label' stands twice/);
  });
});

describe('parseJson accepts', () => {
  it.each([
    ['64 levels', nested(64)],
    ['brackets in strings', `["${'[{'.repeat(500)}"]`],
    ['an escaped backslash before the end of a string', '{"a":"\\\\","b":"\\\\\\"[[["}'],
    ['a colon in a string', '{"a":"b:c:d"}'],
    ['a whole surrogate pair, escaped', '"\\ud83d\\ude00"'],
    ['a forbidden word as a value', '["__proto__","constructor","prototype"]'],
    ['the largest safe integers', '[9007199254740991,-9007199254740991,-0,0.1,1e300,1e21]'],
    ['long digits inside a string', '{"a":"12345678901234567890","b":1e300}'],
    ['the same key in different objects', '[{"a":{"a":1}},{"a":2}]'],
    ['a scalar', ' null '],
  ])('%s', (_, text) => {
    expect(parseJson(text)).toEqual(JSON.parse(text));
  });

  it('what lies deeper than an item inside an artifact', () => {
    const stack = `{"format":"mda/1","stack":{"objects":[${nested(64)}]}}`;
    expect(refusal(stack)).toBe('DEPTH_EXCEEDED');
    expect(refusal(stack, ARTIFACT_LIMITS)).toBe('accepted');
  });

  it('agrees with JSON.parse on any honest text', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 8 }), (text) => {
        fc.pre(refusal(text) === 'accepted');
        expect(parseJson(text)).toEqual(JSON.parse(text));
      }),
      { numRuns: 300 },
    );
  });

  it('never accepts a text whose canonical form it would refuse', () => {
    fc.assert(
      fc.property(fc.oneof(fc.double(), fc.maxSafeInteger(), fc.bigInt()), (number) => {
        const text = String(number);
        if (refusal(text) !== 'accepted') return;
        expect(refusal(JSON.stringify(parseJson(text)))).toBe('accepted');
      }),
      { numRuns: 300 },
    );
  });

  it('never throws anything but its own refusals', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'{}[]":,\\u00dtrue1e-. \n') }), (text) => {
        expect(['accepted', 'INPUT_UNPARSABLE', 'DEPTH_EXCEEDED']).toContain(refusal(text));
      }),
      { numRuns: 1000 },
    );
  });
});
