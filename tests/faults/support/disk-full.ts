/** Owns the codes by which engines say that their disk is full, at any statement of either database. */
import { isAuthoringError } from '@objectstack/metadata-authoring';
import { expect } from 'vitest';
import { type Ends, expectEnds, type Fault } from './every-fault.ts';
import { look, type Prepared } from './interrupt.ts';
import type { Place } from './places.ts';
import { writesOf } from './sample.ts';
import { copyOf, startProcess } from './world.ts';

const CODES = { sqlite: ['SQLITE_FULL'], postgres: ['53100'], mysql: ['1021', '1114'] } as const;

export function fullAt(place: Place): (from: Prepared) => readonly Fault[] {
  return ({ statements }) =>
    writesOf(statements).flatMap((at, n) => {
      const codes = at.database === 'control' ? CODES.sqlite : CODES[place.engine];
      return codes.map((code) => ({ at, mode: { code }, giveUp: n % 3 === 2 }));
    });
}

/** The run says so, or did not need that statement; then all that must hold after a fault. */
export async function expectSurvivesFull(from: Prepared, { at, mode, giveUp }: Fault): Promise<keyof Ends> {
  const world = await copyOf(from.template);
  const first = await startProcess(world, { owner: 'first', plan: { at: at.n, mode } });
  const outcome = await from.scenario.act(first).then(
    () => null,
    (error: unknown) => error,
  );
  await first.close();
  try {
    expect(first.statements.fired).not.toBeNull();
    if (outcome !== null)
      expect(isAuthoringError(outcome) && outcome.code, String(outcome)).toBe('DISK_FULL');
    await look(from, world);
    return await expectEnds(from, world, giveUp);
  } finally {
    world.dispose();
  }
}
