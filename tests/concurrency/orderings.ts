/**
 * Owns running two actors in every order of their steps: one of them goes on until its next step, then somebody decides
 * who is next. Each run follows the decisions of one before it up to a point and takes another turn there, until no turn
 * is left that nobody took.
 */
import type { TargetDatabases } from '@objectstack/metadata-authoring';
import { hookedTargets } from '../faults/support/hooked-targets.ts';
import { random } from '../faults/support/sample.ts';

/** Waits for its turn. */
export type Gate = () => Promise<void>;

export interface Trial {
  readonly actors: readonly ((gate: Gate) => Promise<void>)[];
  /** What must hold when both have ended. */
  check(): Promise<void>;
  dispose(): Promise<void>;
}

export interface Explored {
  readonly orderings: number;
  /** There is no other one. */
  readonly whole: boolean;
}

interface Turn {
  readonly taken: number;
  readonly choices: number;
}

/** @param most after so many the orders are drawn, not enumerated: `seed` says which */
export async function everyOrdering(
  make: () => Promise<Trial>,
  { most, seed }: { readonly most: number; readonly seed: number },
): Promise<Explored> {
  let plan: readonly number[] | null = [];
  let orderings = 0;
  for (; plan !== null && orderings < most; orderings += 1) plan = nextPlan(await tried(make, plan, () => 0));
  if (plan === null) return { orderings, whole: true };
  const draw = random(seed);
  const seen = new Set<string>();
  for (let at = 0; at < most; at += 1) {
    const turns = await tried(make, [], (choices) => Math.floor(draw() * choices));
    seen.add(turns.map(({ taken }) => taken).join());
  }
  return { orderings: orderings + seen.size, whole: false };
}

/** The last turn that could have been another one, taken so. */
function nextPlan(turns: readonly Turn[]): readonly number[] | null {
  const at = turns.findLastIndex(({ taken, choices }) => taken + 1 < choices);
  if (at < 0) return null;
  return [...turns.slice(0, at).map(({ taken }) => taken), (turns[at] as Turn).taken + 1];
}

async function tried(
  make: () => Promise<Trial>,
  plan: readonly number[],
  otherwise: (choices: number) => number,
): Promise<readonly Turn[]> {
  const trial = await make();
  const turns: Turn[] = [];
  try {
    await takeTurns(trial, (choices) => {
      const taken = plan[turns.length] ?? otherwise(choices);
      turns.push({ taken, choices });
      return taken;
    });
    await trial.check();
    return turns;
  } catch (error) {
    throw new Error(`in the order ${turns.map(({ taken }) => taken).join('')}`, { cause: error });
  } finally {
    await trial.dispose();
  }
}

async function takeTurns(trial: Trial, choose: (choices: number) => number): Promise<void> {
  const waiting = new Map<number, () => void>();
  let moved = () => {};
  let running = trial.actors.length;
  const failures: unknown[] = [];
  const step = (actor: number) =>
    new Promise<void>((resolve) => {
      waiting.set(actor, resolve);
      running -= 1;
      moved();
    });
  const ends = trial.actors.map(async (act, actor) => {
    try {
      await step(actor);
      await act(() => step(actor));
    } catch (error) {
      failures.push(error);
    }
    running -= 1;
    moved();
  });
  for (;;) {
    while (running > 0) await new Promise<void>((resolve) => (moved = resolve));
    if (waiting.size === 0) break;
    const actors = [...waiting.keys()].sort();
    const actor = actors[actors.length === 1 ? 0 : choose(actors.length)] as number;
    const go = waiting.get(actor) as () => void;
    waiting.delete(actor);
    running += 1;
    go();
  }
  await Promise.all(ends);
  if (failures.length > 0) throw failures[0];
}

/** Beside what the control plane writes, a step is each time that the environment is entered, and each chunk. */
export function gatedTargets(targets: TargetDatabases, gate: Gate): TargetDatabases {
  return hookedTargets(targets, async (instant) => {
    if (instant === 'open' || instant === 'before execute' || instant === 'after execute') await gate();
  });
}
