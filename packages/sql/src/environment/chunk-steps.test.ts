import type { Step } from '@objectstack/metadata-authoring';
import { index, step, table } from '@objectstack/metadata-authoring-testkit';
import { describe, expect, it } from 'vitest';
import { chunkSteps } from './chunk-steps.ts';
import type { Capabilities } from './dialect.ts';

const transactional: Capabilities = {
  transactionalDdl: true,
  tablesPerTransaction: 2,
  outsideTransactions: () => false,
  inBatches: () => false,
  oneWriter: false,
  sessionLock: true,
};
const autocommitting: Capabilities = {
  transactionalDdl: false,
  tablesPerTransaction: null,
  outsideTransactions: () => false,
  inBatches: () => false,
  oneWriter: false,
  sessionLock: true,
};

const create = (name: string): Step => ({ ...step('create_table', name), spec: table(name, []) });
const drop = (name: string): Step => ({ ...step('drop_not_null', name), column: 'a' });

function cut(capabilities: Capabilities, steps: readonly Step[], firstNo = 0): readonly string[] {
  return chunkSteps(capabilities, 'expand', steps, firstNo).map(
    ({ no, steps: own }) => `${no}: ${own.map(({ table: name }) => name).join(' ')}`,
  );
}

describe('chunkSteps', () => {
  it('counts tables, not steps', () => {
    const steps = [create('a'), drop('a'), create('b'), drop('b'), create('c'), drop('a')];
    expect(cut(transactional, steps)).toEqual(['0: a a b b', '1: c a']);
  });

  it('takes everything at once where nothing bounds it', () => {
    const steps = Array.from({ length: 1_000 }, (_, at) => create(`t${at}`));
    expect(chunkSteps({ ...transactional, tablesPerTransaction: null }, 'expand', steps, 0)).toHaveLength(1);
  });

  it('numbers on from where the run is', () => {
    expect(cut(transactional, [create('a'), create('b'), create('c')], 4)).toEqual(['4: a b', '5: c']);
  });

  it('groups nothing but creations where DDL commits by itself', () => {
    const steps = [create('a'), create('b'), drop('a'), drop('b'), create('c'), create('d')];
    expect(cut(autocommitting, steps)).toEqual(['0: a b', '1: a', '2: b', '3: c d']);
  });

  it('leaves nothing between a rename and its view where DDL commits by itself, unless a name moves twice', () => {
    const rename = (name: string, to: string): Step => ({ ...step('rename_table', name), to });
    const view = (name: string, of: string): Step => ({
      ...step('create_view', of),
      view: name,
      columns: [],
    });
    const column = (name: string): Step => ({ ...step('rename_column', name), from: 'v', to: 'w' });
    expect(
      cut(autocommitting, [drop('a'), rename('a', 'b'), column('b'), view('a', 'b'), drop('b')]),
    ).toEqual(['0: a', '1: a b b', '2: b']);
    expect(cut(autocommitting, [rename('b', 'c'), rename('a', 'b'), view('a', 'b')])).toEqual([
      '0: b',
      '1: a b',
    ]);
    expect(cut(autocommitting, [column('b'), rename('b', 'a')])).toEqual(['0: b', '1: b']);
    expect(cut(autocommitting, [column('b'), column('b')])).toEqual(['0: b', '1: b']);
  });

  it('builds each index online in a chunk of its own, but for those of the switch', () => {
    const online = {
      ...transactional,
      tablesPerTransaction: null,
      outsideTransactions: (step: Step) => step.kind === 'create_index' && step.phase === 'expand',
    };
    const build = (name: string, phase: 'expand' | 'switch' = 'expand'): Step => ({
      ...step('create_index', name),
      phase,
      index: index('i', ['v']),
    });
    const steps = [create('a'), drop('b'), build('b'), build('c'), drop('d')];
    expect(cut(online, steps)).toEqual(['0: a b', '1: b', '2: c', '3: d']);
    const chunks = chunkSteps(online, 'expand', steps, 0);
    expect(chunks.map((chunk) => chunk.transactional)).toEqual([true, false, false, true]);
    expect(cut(transactional, steps)).toEqual(['0: a b b', '1: c d']);
    expect(cut(online, [drop('a'), build('a', 'switch')])).toEqual(['0: a a']);
  });

  it('has no chunk for no step', () => {
    expect(cut(transactional, [])).toEqual([]);
  });
});
