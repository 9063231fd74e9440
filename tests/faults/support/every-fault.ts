/**
 * Owns what every suite of faults does after each of them: look from outside, resume or give up in a fresh process,
 * compare everything with the history in which nothing failed. What fails says how to do it again.
 */
import type { FaultMode, FaultPlan, SeenStatement } from '@objectstack/metadata-authoring-testkit';
import { expect, inject } from 'vitest';
import {
  expectAbandonable,
  expectResumable,
  interrupted,
  look,
  type Prepared,
  prepared,
} from './interrupt.ts';
import { writesOf } from './sample.ts';
import type { Scenario } from './scenarios.ts';
import type { ServerDatabase } from './server-database.ts';
import type { World } from './world.ts';

export interface Ends {
  readonly resumed: number;
  readonly abandoned: number;
}

/** @returns how it ended; what cannot be given up is resumed */
export async function expectEnds(from: Prepared, world: World, giveUp: boolean): Promise<keyof Ends> {
  if (giveUp && (await expectAbandonable(from, world))) return 'abandoned';
  await expectResumable(from, world);
  return 'resumed';
}

/** One planned fault in a copy of the world, and all that must hold after it. */
async function expectSurvives(from: Prepared, plan: FaultPlan, giveUp: boolean): Promise<keyof Ends> {
  const world = await interrupted(from, plan);
  try {
    await look(from, world);
    return await expectEnds(from, world, giveUp);
  } finally {
    world.dispose();
  }
}

export interface Fault {
  readonly at: SeenStatement;
  readonly mode: FaultMode;
  readonly giveUp: boolean;
}

export interface Enumeration {
  /** Which faults, of all statements of the clean run. */
  readonly faults: (from: Prepared) => readonly Fault[];
  readonly survives?: (from: Prepared, fault: Fault) => Promise<keyof Ends>;
}

/** All faults of one scenario; its clean run must have met the marks it names. @throws all failures at once */
export async function enumerate(
  scenario: Scenario,
  server: ServerDatabase | null,
  { faults, survives }: Enumeration,
): Promise<Ends> {
  const from = await prepared(scenario, server);
  const met = new Set(from.statements.flatMap(({ marks }) => marks));
  expect(scenario.marks.filter((mark) => !met.has(mark))).toEqual([]);
  const ends = { resumed: 0, abandoned: 0 };
  const failures: string[] = [];
  for (const fault of faults(from)) {
    const { at, mode, giveUp } = fault;
    try {
      const end = await (survives?.(from, fault) ?? expectSurvives(from, { at: at.n, mode }, giveUp));
      ends[end] += 1;
    } catch (error) {
      const sql = at.sql.slice(0, 80).replace(/\s+/g, ' ');
      failures.push(
        `SEED=${inject('seed')} ${giveUp ? 'give up ' : ''}${JSON.stringify(mode)} at ${at.n} of ${from.statements.length} (${at.database}: ${sql}): ${told(error)}`,
      );
    }
  }
  from.template.dispose();
  expect(failures).toEqual([]);
  return ends;
}

function told(error: unknown): string {
  const found = error instanceof Error && 'actual' in error ? JSON.stringify(error.actual) : '';
  return `${error instanceof Error ? error.stack?.slice(0, 900) : String(error)} ${found?.slice(0, 1_500)}`;
}

/** Every write × every mode, each resumed, and every kill point also given up. */
export function everyFault(modes: readonly FaultMode[]): (from: Prepared) => readonly Fault[] {
  return ({ statements }) =>
    writesOf(statements).flatMap((at) => [
      ...modes.map((mode) => ({ at, mode, giveUp: false })),
      { at, mode: 'before', giveUp: true } as const,
    ]);
}
