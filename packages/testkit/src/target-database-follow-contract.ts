/**
 * Owns what target databases promise of a column that follows others: a row of a writer who knows nothing of it gets its
 * value, what others gave it stays, and what it may not be without refuses those alone who bring about none (invariants
 * I-30, I-31, I-32).
 */
import { diffTables, type Expression, type Step } from '@objectstack/metadata-authoring';
import { expect, it } from 'vitest';
import { step, type Workbench } from './target-database-subject.ts';
import { column, float, literal, string, table, text } from './target-database-zoo.ts';

const read = (name: string): Expression => ({ op: 'column', name });
const part = (start: number, length: number | null): Expression => ({
  op: 'substring',
  value: read('code'),
  start,
  length,
});

/** `code` becomes `region` and the required `serial`, which has no default. */
const before = table('thing', [column('code', string(40), { default: literal('EU-0') })]);
const after = table('thing', [
  column('region', string(20), { default: literal('EU') }),
  column('serial', float, { notNull: true }),
]);

export function targetDatabaseFollowContract(bench: () => Workbench): void {
  it('leaves in a new row what its writer gave a column that follows, and writes it where nobody gave any', async () => {
    const { subject } = bench();
    const size = column('size', float, { default: literal(5) });
    const source = column('weight', float);
    await bench().create(table('thing', [source, size]));
    await bench().apply([
      {
        ...step('follow_column', 'thing'),
        column: size,
        value: read(source.name),
        sync: '_authoring_sync_size',
      },
    ]);
    await subject.insert('thing', [
      { id: 'both', weight: 7, size: 9 },
      { id: 'follower', size: 9 },
      { id: 'nobody' },
      { id: 'source', weight: 7 },
    ]);
    expect(await subject.select('thing', ['id', 'size'])).toEqual([
      { id: 'both', size: 9 },
      { id: 'follower', size: 9 },
      { id: 'nobody', size: 5 },
      { id: 'source', size: 7 },
    ]);
  });

  it('serves writers of both versions until the contract, whatever of a row has a default', async () => {
    const { subject } = bench();
    const steps = split();
    const phase = (of: Step['phase']) => bench().apply(steps.filter((one) => one.phase === of));
    await bench().create(before);
    await subject.insert('thing', [{ id: 'a', code: 'US-1' }]);
    await phase('expand');
    await subject.insert('thing', [{ id: 'b', code: 'AS-2' }]);
    await phase('switch');
    await subject.insert('thing', [
      { id: 'new', region: 'AFRICA', serial: 4 },
      { id: 'nobody' },
      { id: 'old', code: 'AU-3' },
    ]);
    await expect(subject.insert('thing', [{ id: 'odd', code: 'AU-x' }])).rejects.toThrow();
    const seen = [
      { id: 'a', region: 'US', serial: 1, code: 'US-1' },
      { id: 'b', region: 'AS', serial: 2, code: 'AS-2' },
      { id: 'new', region: 'AFRICA', serial: 4, code: 'AFRICA-4' },
      { id: 'nobody', region: 'EU', serial: 0, code: 'EU-0' },
      { id: 'old', region: 'AU', serial: 3, code: 'AU-3' },
    ];
    expect(await subject.select('thing', ['id', 'region', 'serial', 'code'])).toEqual(seen);
    await phase('contract');
    await bench().expectSchema();
    await subject.insert('thing', [{ id: 'own', serial: 5 }]);
    await expect(subject.insert('thing', [{ id: 'none' }])).rejects.toThrow();
    expect(await subject.select('thing', ['id', 'region', 'serial'])).toEqual([
      ...seen.slice(0, 4).map(({ code: _code, ...row }) => row),
      { id: 'old', region: 'AU', serial: 3 },
      { id: 'own', region: 'EU', serial: 5 },
    ]);

    function split(): readonly Step[] {
      return diffTables({
        before: new Map([['thing', before]]),
        after: new Map([['thing', after]]),
        renames: { tables: new Map(), columns: new Map() },
        salt: 'x',
        engine: subject.environment.engine,
        up: new Map([
          [
            'thing',
            new Map<string, Expression>([
              ['region', part(1, 2)],
              ['serial', { op: 'cast', value: part(4, null), from: text, to: float }],
            ]),
          ],
        ]),
        down: new Map([
          [
            'thing',
            new Map<string, Expression>([
              [
                'code',
                {
                  op: 'concat',
                  values: [
                    read('region'),
                    { op: 'literal', value: '-' },
                    { op: 'cast', value: read('serial'), from: float, to: text },
                  ],
                },
              ],
            ]),
          ],
        ]),
      });
    }
  });
}
