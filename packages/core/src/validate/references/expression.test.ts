import { describe, expect, test } from 'vitest';
import { expressionPaths } from './expression.ts';

const names = (source: string) =>
  expressionPaths(source).map(({ segments }) => segments.map(({ name }) => name).join('.'));

describe('expressionPaths', () => {
  test.each([
    ['record.amount > 10', ['record.amount']],
    ['record.account.name == "record.fake"', ['record.account.name']],
    ["record.name.startsWith('a') && size(record.tags) > 0", ['record.name', 'record.tags']],
    ['daysAgo(2) < record.due_date', ['record.due_date']],
    ['has(record.a) ? record.a : null', ['record.a', 'record.a']],
    ['status in ["open", \'done\'] && !urgent', ['status', 'urgent']],
    ['record.items[0].price', ['record.items']],
    ['compute(x).y + z', ['x', 'z']],
    ['1.5e3 + 0x1F + rate', ['rate']],
    ['record.a // record.b\n + record.c', ['record.a', 'record.c']],
    [`r'\\d.x' == record.code && """record.q""" != ''`, ['record.code']],
    ['record.?contact.name', ['record.contact.name']],
    ['"it\\"s record.no" + name', ['name']],
    ['', []],
    ['record.', ['record']],
    ["'unclosed record.x", []],
  ])('%s', (source, expected) => {
    expect(names(source)).toEqual(expected);
  });

  test('places are those of the names', () => {
    const source = ' record . x || record.total_amount';
    const path = expressionPaths(source).at(-1);
    const last = path?.segments.at(-1);
    expect(source.slice(last?.start, last?.end)).toBe('total_amount');
  });
});
