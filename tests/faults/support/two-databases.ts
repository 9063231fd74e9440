/** Owns the gaps between the two databases: one wrote, then the other one is gone. */
import type { Fault } from './every-fault.ts';
import type { Prepared } from './interrupt.ts';

const isWrite = (sql: string) => !/^\s*(select|pragma|begin|start|set)\b/i.test(sql);

/** The first statement to the other database after each write, with that database gone from there on. */
export function gaps({ statements }: Prepared): readonly Fault[] {
  const faults: Fault[] = [];
  let wrote: 'control' | 'target' | null = null;
  for (const at of statements) {
    if (wrote !== null && at.database !== wrote) {
      faults.push({ at, mode: { gone: at.database }, giveUp: faults.length % 3 === 2 });
      wrote = null;
    }
    if (isWrite(at.sql)) wrote = at.database;
  }
  return faults;
}
