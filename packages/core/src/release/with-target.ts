/** Owns the life of a target connection inside one use case: opened, used, always closed. */
import type { Context } from '../context.ts';
import type { EnvironmentRow } from '../ports/environment.ts';
import type { TargetDatabase } from '../ports/target-database.ts';

export async function withTarget<T>(
  context: Pick<Context, 'targets'>,
  environment: EnvironmentRow,
  work: (target: TargetDatabase) => Promise<T>,
): Promise<T> {
  const target = await context.targets.open(environment);
  try {
    return await work(target);
  } finally {
    await target.close();
  }
}
