/** Owns running a plan on an environment's database, phase by phase and chunk by chunk, as a run of the product does. */
import { randomUUID } from 'node:crypto';
import {
  applySteps,
  diffTables,
  type EnvironmentRow,
  type Phase,
  type SchemaState,
  type Step,
  type TableSpec,
  type TargetDatabase,
} from '@objectstack/metadata-authoring';
import type { Change } from '../changes.ts';
import { clock } from '../clients/traffic.ts';

const PHASES: readonly Phase[] = ['expand', 'switch', 'contract'];

/** What ran from when to when, in milliseconds since the epoch. */
export interface Part {
  readonly what: string;
  readonly from: number;
  readonly to: number;
}

export interface Plan {
  readonly before: SchemaState;
  readonly steps: readonly Step[];
}

export function environmentAt(engine: EnvironmentRow['engine'], databaseUrl: string): EnvironmentRow {
  return {
    id: 'bench',
    name: 'bench',
    type: 'production',
    engine,
    databaseUrl,
    schemaMode: 'managed',
    position: 0,
    createdAt: '2026-01-01T00:00:00.000Z',
  };
}

export function stateOf(...tables: readonly TableSpec[]): SchemaState {
  return new Map(tables.map((table) => [table.name, table]));
}

/** @param held the steps that held what the change restores */
export function planOf(engine: EnvironmentRow['engine'], change: Change, held: readonly Step[]): Plan {
  const before = stateOf(change.before);
  const columns = new Map(change.renames ? [[change.after.name, change.renames]] : []);
  const steps = diffTables({
    before,
    after: stateOf(change.after),
    renames: { tables: new Map(), columns },
    salt: change.name,
    engine,
    ...(change.renameForm === undefined ? {} : { renameForm: change.renameForm }),
    returning: {
      tables: new Map(),
      columns: new Map([
        [
          change.before.name,
          held.flatMap((step) =>
            step.kind === 'hold_column' ? [{ heldName: step.heldName, column: step.column }] : [],
          ),
        ],
      ]),
    },
  });
  return { before, steps };
}

/** @returns what each chunk took */
export async function runPlan(database: TargetDatabase, plan: Plan): Promise<readonly Part[]> {
  const fence = ((await database.mark())?.fence ?? 0) + 1;
  const parts: Part[] = [];
  await database.enter('bench', randomUUID(), fence, 'plan');
  try {
    let schema = plan.before;
    let no = 0;
    for (const phase of PHASES) {
      const steps = plan.steps.filter((step) => step.phase === phase);
      for (const chunk of database.chunks(phase, steps, no)) {
        const from = clock();
        await database.execute(chunk, schema, fence);
        parts.push({ what: chunk.steps.map(({ id }) => id).join(' + '), from, to: clock() });
        schema = applySteps(schema, chunk.steps);
        no = chunk.no + 1;
      }
    }
  } finally {
    await database.leave();
  }
  return parts;
}
