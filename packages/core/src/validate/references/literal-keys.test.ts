import { expect, test } from 'vitest';
import { literalKeys } from './literal-keys.ts';

const keys = (call: string, argument = 0) => {
  const at = call.indexOf('(') + 1;
  return literalKeys(call, at, argument).map(({ name, start, end }) => {
    expect(call.slice(start, end)).toBe(name);
    return name;
  });
};

test.each([
  ['insert({ a: 1, "b": [1, { c: 2 }], \'d\' : f({ e: 1 }) })', 0, ['a', 'b', 'd']],
  ['update({ a: "}", b: `,x: 1`, c: /* , y: 2 */ 3 })', 0, ['a', 'b', 'c']],
  ['updateById(id(1, 2), { a: x ? y : z, b: 1 })', 1, ['a', 'b']],
  ['insert({ short, ...rest, [computed]: 1, a: 1 })', 0, ['a']],
  ['insert(payload)', 0, []],
  ['insert({})', 0, []],
  ['insert({ a: 1', 0, ['a']],
  ['insert({\n  // note: this\n  a: 1,\n})', 0, ['a']],
])('%s', (call, argument, expected) => {
  expect(keys(call, argument)).toEqual(expected);
});
