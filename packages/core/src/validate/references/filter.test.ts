import { expect, test } from 'vitest';
import { filterFields, sortFields, templateFields } from './filter.ts';
import { type Position, Positions } from './position.ts';

function collect(read: (positions: Positions) => void): string[] {
  const found: Position[] = [];
  read(new Positions('all', (position) => found.push(position)));
  return found.map(({ path, target, options }) => {
    const field = 'field' in target ? target.field : '';
    return `${path} → ${field}${options.isTail ? ' (tail)' : ''}`;
  });
}

test.each([
  [[{ field: 'a', operator: 'eq', value: 1 }], ['f.0.field → a']],
  [
    [['a', '=', 1], 'and', ['b.c', '>', 2]],
    ['f.0.0 → a', 'f.2.0 → b.c'],
  ],
  [['a', '=', 1], ['f.0 → a']],
  [{ a: 1, b: { $gt: 2 } }, ['f.a → a', 'f.b → b']],
  [{ $or: [{ a: 1 }, { $not: { b: 2 } }] }, ['f.$or.0.a → a', 'f.$or.1.$not.b → b']],
  [{ account: { name: 'Acme' } }, ['f.account → account', 'f.account.name → account.name (tail)']],
  [{ due: { dialect: 'cel', source: 'today()' } }, ['f.due → due']],
  [{ '{field}': 1 }, []],
  ['text', []],
])('filter %j', (f, expected) => {
  expect(collect((positions) => filterFields(positions, { f }, 'f', 'thing', 'f'))).toEqual(expected);
});

test.each([
  ['name', ['f → name']],
  ['name desc, -age', ['f → name', 'f → age']],
  [
    ['name asc', { field: 'age', order: 'desc' }],
    ['f.0 → name', 'f.1.field → age'],
  ],
])('sort %j', (f, expected) => {
  expect(collect((positions) => sortFields(positions, { f }, 'f', 'thing', 'f'))).toEqual(expected);
});

test.each([
  ['Hi {record.name}!', false, ['f → name']],
  ['Hi {{ record.account.name }} and {previous.stage}', false, ['f → account.name', 'f → stage']],
  ['{today} {task.subject}', false, ['f → subject']],
  ['{name} – {code | upper}', true, ['f → name', 'f → code']],
  ['no tokens', true, []],
])('template %s', (f, bare, expected) => {
  const variables = new Map([['task', 'thing']]);
  const scope = { record: 'thing', bare, variables };
  expect(collect((positions) => templateFields(positions, { f }, 'f', scope, 'f'))).toEqual(expected);
});
