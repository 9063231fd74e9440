import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mergeJson } from './merge-json.ts';

const column = (field: string, rest: object = {}) => ({ field, ...rest });
const base = {
  label: 'Open',
  columns: [column('subject'), column('status', { width: 80 }), column('owner')],
  sort: { field: 'subject', order: 'asc' },
};

describe('mergeJson', () => {
  it('takes what each side changed', () => {
    const theirs = { ...base, label: 'Mine', columns: [...base.columns, column('mine')] };
    const ours = {
      ...base,
      sort: { ...base.sort, order: 'desc' },
      columns: [
        column('subject', { width: 120 }),
        column('status', { width: 80 }),
        column('owner'),
        column('new'),
      ],
      filter: null,
    };
    expect(mergeJson(base, theirs, ours)).toEqual({
      value: {
        label: 'Mine',
        sort: { field: 'subject', order: 'desc' },
        filter: null,
        columns: [
          column('subject', { width: 120 }),
          column('status', { width: 80 }),
          column('owner'),
          column('mine'),
          column('new'),
        ],
      },
      conflicts: [],
    });
  });

  it('names every place where both say something else, and keeps theirs there', () => {
    const theirs = { ...base, label: 'Mine', columns: base.columns.slice(1), sort: null };
    const ours = {
      ...base,
      label: 'New',
      columns: [column('subject', { width: 9 }), ...base.columns.slice(1)],
      sort: { field: 'status', order: 'asc' },
    };
    const { value, conflicts } = mergeJson(base, theirs, ours);
    expect(conflicts.map(({ path }) => path)).toEqual(['columns.subject', 'label', 'sort']);
    expect(value).toEqual(theirs);
    expect(conflicts[0]).toEqual({
      path: 'columns.subject',
      base: column('subject'),
      theirs: undefined,
      ours: column('subject', { width: 9 }),
    });
  });

  it('follows the side that moved things, and asks when both did', () => {
    const list = (...names: string[]) => names.map((name) => column(name));
    expect(mergeJson(list('a', 'b', 'c'), list('c', 'a', 'b'), list('a', 'b', 'x', 'c'))).toEqual({
      value: list('c', 'a', 'b', 'x'),
      conflicts: [],
    });
    expect(mergeJson(list('a', 'b', 'c'), list('a', 'c'), list('c', 'b', 'a')).value).toEqual(list('c', 'a'));
    expect(mergeJson(list('a', 'b', 'c'), list('c', 'a', 'b'), list('b', 'a', 'c')).conflicts).toHaveLength(
      1,
    );
  });

  it('merges lists of texts, and takes lists without names as a whole', () => {
    expect(mergeJson(['a', 'b'], ['b'], ['a', 'b', 'c'])).toEqual({ value: ['b', 'c'], conflicts: [] });
    expect(mergeJson([1, 2], [2], [1, 2, 3]).conflicts).toHaveLength(1);
    expect(mergeJson(['a', 'a'], ['a'], ['a', 'a', 'b']).conflicts).toHaveLength(1);
  });
});

/** Few names and values, so that the sides meet. */
const name = fc.constantFrom('a', 'b', 'c', 'd');
const scalar = fc.constantFrom(null, true, 0, 1, 'x', 'y');
const { json } = fc.letrec<{ json: unknown; object: unknown; things: unknown }>((tie) => ({
  json: fc.oneof({ depthSize: 'small' }, scalar, tie('object'), tie('things')),
  object: fc.dictionary(name, tie('json'), { maxKeys: 4 }),
  things: fc.uniqueArray(
    fc
      .tuple(name, fc.dictionary(fc.constantFrom('p', 'q'), tie('json'), { maxKeys: 2 }))
      .map(([id, rest]) => ({
        ...rest,
        name: id,
      })),
    { selector: (thing) => thing.name, maxLength: 4 },
  ),
}));

describe('the laws of mergeJson', () => {
  it('gives x where only one side says x', () => {
    fc.assert(
      fc.property(json, json, (from, x) => {
        expect(mergeJson(from, from, x)).toEqual({ value: x, conflicts: [] });
        expect(mergeJson(from, x, from)).toEqual({ value: x, conflicts: [] });
        expect(mergeJson(from, x, x)).toEqual({ value: x, conflicts: [] });
      }),
    );
  });

  it('is the same from either side, and finds the same conflicts', () => {
    let clean = 0;
    fc.assert(
      fc.property(json, json, json, (from, a, b) => {
        const [one, other] = [mergeJson(from, a, b), mergeJson(from, b, a)];
        expect(other.conflicts.map(({ path }) => path)).toEqual(one.conflicts.map(({ path }) => path));
        if (one.conflicts.length > 0) return;
        clean += 1;
        expect(other.value).toEqual(one.value);
      }),
      { numRuns: 2_000 },
    );
    expect(clean).toBeGreaterThan(200);
  });
});
