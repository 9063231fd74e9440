import fc from 'fast-check';
import { describe, expect, inject, it } from 'vitest';
import type { Engine } from '../ports/environment.ts';
import { diffTables } from './diff-tables.ts';
import { keepsDefault } from './online-form.ts';
import { planHashOf } from './plan-hash.ts';
import type { RenameMap } from './rename-map.ts';
import { applySteps, hazardsOf, reverseOf } from './steps/index.ts';
import { PHASES, type Step } from './steps/step.ts';
import type { ColumnSpec, ColumnType, IndexSpec, SchemaState, TableSpec } from './storage/table-spec.ts';

declare module 'vitest' {
  interface ProvidedContext {
    deep: boolean;
  }
}

const runs = inject('deep') ? 20_000 : 500;
const TIMEOUT_MS = 300_000;
const NAMES = ['a', 'b', 'c', 'd', 'case'] as const;
const COLUMNS = ['id', 'x', 'y', 'z', 'order'] as const;

const type: fc.Arbitrary<ColumnType> = fc.oneof(
  fc.constantFrom<ColumnType>(
    { kind: 'text' },
    { kind: 'float' },
    { kind: 'boolean' },
    { kind: 'json' },
    { kind: 'datetime' },
  ),
  fc.constantFrom(40, 80, 255).map((length) => ({ kind: 'string', length }) as const),
);
const column = (name: string): fc.Arbitrary<ColumnSpec> =>
  fc.record({
    name: fc.constant(name),
    type: name === 'id' ? fc.constant<ColumnType>({ kind: 'string', length: 255 }) : type,
    notNull: name === 'id' ? fc.constant(true) : fc.boolean(),
    default:
      name === 'id'
        ? fc.constant(null)
        : fc.constantFrom(null, { kind: 'now' } as const, { kind: 'literal', value: 'v' } as const),
    owner: fc.constant('com.acme'),
  });
const table = (name: string): fc.Arbitrary<TableSpec> =>
  fc
    .tuple(fc.subarray([...COLUMNS]), fc.boolean(), fc.boolean(), fc.boolean())
    .chain(([names, indexed, unique, shared]) => {
      const columns = [...new Set(['id', ...names])];
      return fc.tuple(...columns.map(column)).map((specs) => {
        const keyed = columns.filter((c) => c !== 'id').slice(0, 2);
        const indexes: IndexSpec[] = [];
        if (indexed && keyed.length > 0)
          indexes.push({
            name: shared ? 'shared_index' : `idx_${name}_${keyed.join('_')}`,
            parts: keyed.map((c) => ({ column: c, nullSafe: false })),
            unique,
            owner: 'com.acme',
          });
        return { name, columns: specs, indexes, owner: 'com.acme' };
      });
    });
/** Index names share one name space: only the first table that wants a name keeps it. */
const schema: fc.Arbitrary<SchemaState> = fc
  .subarray([...NAMES])
  .chain((names) => fc.tuple(...names.map(table)))
  .map((tables) => {
    const taken = new Set<string>();
    return new Map(
      tables.map((spec) => [
        spec.name,
        {
          ...spec,
          indexes: spec.indexes.filter((index) => {
            if (taken.has(index.name)) return false;
            taken.add(index.name);
            return true;
          }),
        },
      ]),
    );
  });

/** Renames that facts could say: injective, from names of `before` to names of `after`. */
function renamesBetween(before: SchemaState, after: SchemaState, seed: number): RenameMap {
  const pick = (from: readonly string[], to: readonly string[]) => {
    const renamed = new Map<string, string>();
    const free = [...to];
    for (const [position, name] of from.entries())
      if (free.length > 0 && ((seed >> position) & 1) === 1) {
        const [target] = free.splice((seed + position) % free.length, 1);
        if (target !== undefined && target !== name) renamed.set(name, target);
      }
    return renamed;
  };
  const tables = pick([...before.keys()], [...after.keys()]);
  const columns = new Map<string, ReadonlyMap<string, string>>();
  const names = (spec: TableSpec | undefined) =>
    (spec?.columns ?? []).map((c) => c.name).filter((c) => c !== 'id');
  for (const name of after.keys()) {
    const origin = [...tables].find(([, to]) => to === name)?.[0] ?? name;
    const renamed = pick(names(before.get(origin)), names(after.get(name)));
    if (renamed.size > 0) columns.set(name, renamed);
  }
  return { tables, columns };
}

const NONE: RenameMap = { tables: new Map(), columns: new Map() };

function normalized(state: SchemaState): unknown {
  return [...state.values()]
    .map((spec) => ({
      name: spec.name,
      columns: [...spec.columns].sort((a, b) => (a.name < b.name ? -1 : 1)),
      indexes: [...spec.indexes].sort((a, b) => (a.name < b.name ? -1 : 1)),
    }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

const engine = fc.constantFrom<Engine>('sqlite', 'postgres', 'mysql');

const jump = fc.tuple(schema, schema, fc.nat(1023), engine).map(([before, after, seed, on]) => ({
  before,
  after,
  renames: renamesBetween(before, after, seed),
  engine: on,
}));

const plan = (input: { before: SchemaState; after: SchemaState; renames: RenameMap; engine: Engine }) =>
  diffTables({ ...input, salt: 's' });

describe('a plan between two schemas', { timeout: TIMEOUT_MS }, () => {
  it('I-25: ends in the wanted schema', () => {
    fc.assert(
      fc.property(jump, (input) => {
        expect(normalized(applySteps(input.before, plan(input)))).toEqual(normalized(input.after));
      }),
      { numRuns: runs },
    );
  });

  it('I-26: is empty between equal schemas', () => {
    fc.assert(
      fc.property(schema, engine, (state, on) => {
        expect(plan({ before: state, after: state, renames: NONE, engine: on })).toEqual([]);
      }),
      { numRuns: runs },
    );
  });

  it('I-27: is the same for every order of tables and columns', async () => {
    await fc.assert(
      fc.asyncProperty(jump, async (input) => {
        const reversed = (state: SchemaState) => new Map([...state].reverse());
        const other = { ...input, before: reversed(input.before), after: reversed(input.after) };
        expect(await planHashOf(plan(other), [])).toBe(await planHashOf(plan(input), []));
      }),
      { numRuns: runs },
    );
  });

  it('I-28: through a middle version ends in the same schema', () => {
    fc.assert(
      fc.property(schema, schema, schema, engine, (a, b, c, on) => {
        const between = (before: SchemaState, after: SchemaState) =>
          applySteps(before, plan({ before, after, renames: NONE, engine: on }));
        expect(normalized(between(between(a, b), c))).toEqual(normalized(between(a, c)));
      }),
      { numRuns: runs },
    );
  });

  it('I-29: every dropped or converted value is announced as destructive, and adding alone never is', () => {
    fc.assert(
      fc.property(jump, (input) => {
        const steps = plan(input);
        const destructive = steps.filter((step) => hazardsOf(step).includes('destructive'));
        const keptTables = [...input.before.keys()].filter((name) =>
          input.after.has(input.renames.tables.get(name) ?? name),
        );
        if (keptTables.length < input.before.size && input.renames.tables.size === 0)
          expect(destructive.some((step) => step.kind === 'hold_table')).toBe(true);
        for (const step of steps)
          if (step.kind === 'add_column' || step.kind === 'create_table')
            expect(destructive).not.toContain(step);
      }),
      { numRuns: runs },
    );
  });

  it('I-31: every step is reversible or says why not, and reversing restores the schema', () => {
    fc.assert(
      fc.property(jump, (input) => {
        const steps = plan(input);
        const reverse: Step[] = [];
        for (const step of [...steps].reverse()) {
          const back = reverseOf(step);
          if (back === null) continue;
          if ('irreversible' in back) {
            expect(back.irreversible.length).toBeGreaterThan(10);
            // Filling rows and what follows changes no schema; a lossy conversion ends the round trip.
            if (step.kind !== 'backfill' && step.kind !== 'end_sync') return;
          } else reverse.push(back);
        }
        expect(normalized(applySteps(applySteps(input.before, steps), reverse))).toEqual(
          normalized(input.before),
        );
      }),
      { numRuns: runs },
    );
  });

  it('runs expand before switch before contract, with unique step ids', () => {
    fc.assert(
      fc.property(jump, (input) => {
        const steps = plan(input);
        const ranks = steps.map((step) => PHASES.indexOf(step.phase));
        expect(ranks).toEqual([...ranks].sort((a, b) => a - b));
        expect(new Set(steps.map((step) => step.id)).size).toBe(steps.length);
      }),
      { numRuns: runs },
    );
  });

  it('I-32: expand keeps every table and column of the old version under its old name', () => {
    fc.assert(
      fc.property(jump, (input) => {
        const expanded = applySteps(
          input.before,
          plan(input).filter((step) => step.phase === 'expand'),
        );
        for (const [name, spec] of input.before)
          expect(expanded.get(name)?.columns.map((c) => c.name)).toEqual(
            expect.arrayContaining(spec.columns.map((c) => c.name)),
          );
      }),
      { numRuns: runs },
    );
  });

  it('I-32: expand adds nothing that refuses a writer who does not know of it', () => {
    fc.assert(
      fc.property(jump, (input) => {
        for (const step of plan(input)) {
          if (step.kind !== 'add_column' || step.phase !== 'expand') continue;
          const { type, notNull, default: value } = step.column;
          expect(!notNull || (value !== null && keepsDefault(input.engine, type)), step.id).toBe(true);
        }
      }),
      { numRuns: runs },
    );
  });

  it('I-31: goes back over columns that followed every write, and converts none of them again', () => {
    fc.assert(
      fc.property(jump, (input) => {
        const steps = plan(input);
        const syncs = steps.filter((step) => step.kind === 'end_sync');
        const live = applySteps(
          input.before,
          steps.filter((step) => step.phase !== 'contract'),
        );
        const sameNames = input.renames.tables.size + input.renames.columns.size === 0;
        fc.pre(sameNames && syncs.length > 0);
        const back = diffTables({
          before: live,
          after: input.before,
          renames: NONE,
          salt: 'back',
          engine: input.engine,
          syncs,
        });
        for (const { table, column: name, heldName: held } of syncs) {
          const swap = back.find(
            (step) => step.kind === 'swap_column' && step.table === table && step.column.name === name,
          );
          if (swap?.kind === 'swap_column') expect(swap).toMatchObject({ takes: held, down: null });
          expect(
            back.some((step) => step.kind === 'add_shadow' && step.column === name && step.table === table),
          ).toBe(false);
        }
        expect(normalized(applySteps(live, back))).toEqual(normalized(input.before));
      }),
      { numRuns: runs },
    );
  });
});
