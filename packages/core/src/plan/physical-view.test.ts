import { describe, expect, it } from 'vitest';
import { type PhysicalView, viewFindings } from './physical-view.ts';
import type { CreateView, DropView } from './steps/step.ts';

const columns = ['id', 'name'].map((name) => ({
  name,
  column: name,
  type: { kind: 'text' as const },
  default: null,
}));
const due: DropView = {
  kind: 'drop_view',
  id: 'contract:drop_view:deal.lead',
  phase: 'contract',
  table: 'deal',
  view: 'lead',
  columns,
};
const made: CreateView = { ...due, kind: 'create_view', id: 'switch:create_view:deal.lead', phase: 'switch' };
const onDeal: PhysicalView = {
  columns: new Map(columns.map(({ name, column }) => [name, { table: 'deal', column }])),
  plain: true,
};
const found = (view: PhysicalView, name = 'lead') => ({
  views: new Map([[name, view]]),
  tables: new Set(['deal']),
  ours: new Set(['deal']),
});

describe('views under old names', () => {
  it('takes one that may not be read for what should be there, and never for a leftover', () => {
    const hidden = found({ columns: null, plain: false });
    expect(viewFindings([due], [], hidden).drift).toEqual([]);
    expect(viewFindings([], [made], hidden).drift).toEqual([]);
  });

  it('takes a leftover by its columns, whatever they and their table are called by now', () => {
    const renamed: PhysicalView = {
      ...onDeal,
      columns: new Map([
        ['id', { table: 'deal', column: 'id' }],
        ['name', { table: 'deal', column: 'title' }],
      ]),
    };
    const [left] = viewFindings([], [{ ...made, table: 'opportunity' }], found(renamed)).leftOver;
    expect(left).toMatchObject({
      table: 'deal',
      view: 'lead',
      columns: [{ column: 'id' }, { column: 'title' }],
    });
  });

  it.each<readonly [string, Partial<PhysicalView>]>([
    ['shows less', { columns: new Map([['id', { table: 'deal', column: 'id' }]]) }],
    ['shows some rows', { plain: false }],
    ['computes', { columns: new Map([...(onDeal.columns ?? []), ['name', null]]) }],
    [
      'is of a table that is not ours',
      { columns: new Map(columns.map(({ name, column }) => [name, { table: 'x', column }])) },
    ],
  ])('is no leftover when it %s', (_, other) => {
    expect(viewFindings([], [made], found({ ...onDeal, ...other })).drift).toEqual([]);
  });

  it('says whose a view is that stands in the place of one', () => {
    const theirs = found({ columns: new Map(), plain: false }, 'sys_lead');
    expect(viewFindings([{ ...due, view: 'sys_lead' }], [], theirs).foreign).toEqual([
      { table: 'sys_lead', whose: 'runtime', isView: true },
    ]);
  });
});
