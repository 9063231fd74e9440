/**
 * Owns what comes after a run on the copy: the finalize of what it leaves for later, and where the environment keeps nothing
 * the purge that follows at once; planned and run as those are.
 */
import { finalizeRequest } from '../release/finalize.ts';
import { type LeftBehind, leftBehindBy } from '../release/left-behind.ts';
import { asksForCleanUp } from '../release/promised-clean-up.ts';
import { purgeRequest } from '../release/purge.ts';
import { runOf } from '../release/request-run.ts';
import type { RunRequest } from '../release/run.ts';
import { withTarget } from '../release/with-target.ts';
import type { CopyRun } from './run-on-copy.ts';
import { fixOnCopy, walkOnCopy } from './walk-on-copy.ts';

/** @param left by the run @throws what a finalize and a purge throw */
export async function contractOnCopy(input: CopyRun, left: LeftBehind): Promise<void> {
  const { context, scope, source, copy } = input;
  const atOnce = asksForCleanUp(source, input.run.request);
  const finalizes = left.pending.length > 0;
  if (!finalizes && !(atOnce && left.holds.length > 0)) return;
  const when = atOnce ? {} : { later: true as const };
  // What keeps it from being planned is of this phase, too.
  input.onPhase({ phase: 'contract', ...when });
  await withTarget(context, copy.environment, async (target) => {
    const follow = async (request: RunRequest, found: LeftBehind) => {
      const run = runOf(context, scope, source, request);
      const fixed = await fixOnCopy(input, target, run, { left: found });
      await walkOnCopy(input, target, run, fixed, when);
      return leftBehindBy(context, found, { environment: source, run, plan: fixed.plan });
    };
    const finalized = finalizes ? await follow(finalizeRequest(source), left) : left;
    if (atOnce && finalized.holds.length > 0) await follow(purgeRequest(source), finalized);
  });
}
