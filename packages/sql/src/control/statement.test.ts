import fc from 'fast-check';
import { expect, it } from 'vitest';
import { sqliteControlDialect } from '../dialects/sqlite/control-dialect.ts';
import { BatchStatement, statement } from './statement.ts';

const { db } = sqliteControlDialect();

it('binds values in the order of the text, constants included, each time anew', () => {
  const compiled = statement<{ org: string; id: string }>()((v) =>
    db
      .selectFrom('sys_metadata')
      .select('id')
      .where('id', '=', v.id)
      .where('state', '=', 'draft')
      .where('organization_id', '=', v.org),
  );
  expect(compiled.reads).toBe(true);
  expect(compiled.bind({ org: 'o', id: '1' })).toEqual(['1', 'draft', 'o']);
  expect(compiled.bind({ org: 'p', id: '2' })).toEqual(['2', 'draft', 'p']);
});

it('binds the rows of a batch from an offset', () => {
  const batch = new BatchStatement<{ org: string; checksum: string }, unknown>((rows) =>
    db
      .insertInto('_authoring_body')
      .values(rows.map((v) => ({ organization_id: v.org, checksum: v.checksum, bytes: 'b' }))),
  );
  const rows = ['a', 'b', 'c', 'd', 'e', 'f'].map((checksum) => ({ org: 'o', checksum }));
  const five = batch.forSize(5);
  expect(batch.forSize(5)).toBe(five);
  expect(five.reads).toBe(false);
  expect(five.bindRows(rows, 1)).toEqual(['b', 'c', 'd', 'e', 'f'].flatMap((it) => ['o', it, 'b']));
});

it('cuts any number of rows into few known shapes, without a gap', () => {
  fc.assert(
    fc.property(fc.nat(20_000), (count) => {
      let next = 0;
      const pieces = BatchStatement.cut(count);
      for (const [offset, size] of pieces) {
        expect(offset).toBe(next);
        expect([500, 50, 5, 1]).toContain(size);
        next += size;
      }
      expect(next).toBe(count);
      expect(pieces.length).toBeLessThanOrEqual(Math.floor(count / 500) + 9 + 9 + 4);
    }),
  );
});
