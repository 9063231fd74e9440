/** Owns one transaction of a session: committed when the work succeeds, given up when anything fails. */
import type { Action, TargetSession } from './dialect.ts';
import { rollBack } from './roll-back.ts';

export async function transact<A extends Action, T>(
  session: TargetSession<A>,
  work: () => Promise<T>,
  { redone = false } = {},
): Promise<T> {
  await session.begin(redone);
  try {
    const result = await work();
    await session.commit();
    return result;
  } catch (error) {
    await rollBack(session);
    throw error;
  }
}
