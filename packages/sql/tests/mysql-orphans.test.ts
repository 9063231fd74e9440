/** Owns the proof that values which name no row are counted on MySQL whatever JSON and collations a database has. */
import { column, json, string, table, Workbench } from '@objectstack/metadata-authoring-testkit';
import { expect, it } from 'vitest';
import { describeMysql } from '../../../tests/support/mysql.ts';
import { mysqlSubject } from './support/target-subjects.ts';

describeMysql('values that name no row', (server) => {
  it('are counted beside bad JSON, ids too long for any row, and tables of another collation', async () => {
    const subject = await mysqlSubject(server);
    const bench = await Workbench.open(async () => subject);
    try {
      await bench.create(table('thing', [column('one', string(255)), column('many', json)]));
      await bench.create(table('other', [column('v', string(9))]));
      await subject.exec('ALTER TABLE other CONVERT TO CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci');
      // As a table looks that came from elsewhere: MariaDB's own check of JSON is not there.
      await subject.exec('ALTER TABLE thing MODIFY many longtext NULL');
      await subject.insert('other', [{ id: 'x' }, { id: 'y' }]);
      await subject.insert('thing', [
        { id: 'a', one: 'x', many: '["x","y"]' },
        { id: 'b', one: 'gone', many: '["x","gone"]' },
        { id: 'c', one: null, many: 'no JSON' },
        { id: 'd', one: 'y', many: '' },
        { id: 'e', one: null, many: `["${'x'.repeat(300)}"]` },
        { id: 'f', one: null, many: '{"x":"gone"}' },
      ]);
      const asked = async (name: string, target: string | null) => {
        const [found] = await bench.database.preflight([
          {
            check: 'orphan_references',
            stepId: 's',
            table: 'thing',
            column: name,
            target,
            many: name === 'many',
          },
        ]);
        return [...(found?.keys ?? [])].sort();
      };
      expect(await asked('one', 'other')).toEqual(['b']);
      expect(await asked('many', 'other')).toEqual(['b', 'e']);
      expect(await asked('many', null)).toEqual(['a', 'b', 'e']);
    } finally {
      await bench.close();
    }
  });
});
