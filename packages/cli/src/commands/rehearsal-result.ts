/** Owns how publish and promote are asked to be rehearsed, and what they answer then. */
import { AuthoringError, type Rehearsal } from '@objectstack/metadata-authoring';
import type { CommandResult } from '../command-line/command.ts';
import { planJson, preflightJson } from '../output/plan-json.ts';
import { rehearsalJson, renderRehearsal } from '../output/rehearsal-view.ts';

export const REHEARSE_OPTION = {
  summary: 'run all of it on a copy of the database and measure it; change nothing',
} as const;

/** @throws USAGE_INVALID when it is to be a dry run as well */
export function assertOneTry({
  dryRun,
  rehearse,
}: {
  readonly dryRun: boolean;
  readonly rehearse: boolean;
}): void {
  if (!dryRun || !rehearse) return;
  throw new AuthoringError('USAGE_INVALID', 'it is either a dry run or a rehearsal', {
    suggestion: 'leave out --dry-run, which only reads; or --rehearse, which runs it on a copy',
  });
}

export function rehearsalResult(rehearsal: Rehearsal): CommandResult {
  const { preflight } = preflightJson(rehearsal);
  return {
    json: { ...rehearsalJson(rehearsal), plan: planJson(rehearsal.plan), preflight },
    text: (style) => renderRehearsal(rehearsal, style),
  };
}
