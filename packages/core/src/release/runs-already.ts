/** Owns that a rollback goes somewhere: to a version that runs already there is no way back. */
import type { Context } from '../context.ts';
import { AuthoringError } from '../error.ts';
import type { EnvironmentRow } from '../ports/environment.ts';
import type { Scope } from '../scope.ts';
import { pendingContract } from './pending-contract.ts';
import type { RunRequest } from './run.ts';
import { touchesTables } from './run-state.ts';

/** @throws NOTHING_TO_ROLL_BACK when all of it is at the version that it would go back to */
export async function assertGoesBack(
  { plane }: Pick<Context, 'plane'>,
  scope: Scope,
  { id, name }: EnvironmentRow,
  { kind, targets }: RunRequest,
): Promise<void> {
  if (kind !== 'rollback' || targets.some(({ from, to }) => from !== to)) return;
  // Whoever names the version that serves may mean that this run is to be taken back: they are told of it instead.
  if ((await plane.runs.open(scope, id)).some(touchesTables)) return;
  const versions: { readonly id: string; readonly version: string }[] = [];
  for (const { to } of targets) {
    const row = to === null ? null : await plane.versions.get(scope, to);
    if (row) versions.push({ id: row.id, version: row.version });
  }
  const left = (await pendingContract(plane, scope, id)).steps.length;
  throw new AuthoringError(
    'NOTHING_TO_ROLL_BACK',
    `'${name}' runs ${versions.map(({ version }) => version).join(', ')} already`,
    {
      details: { environment: name, versions, pendingContract: left },
      suggestion: [
        `go back further with: mda rollback --env ${name}, or --to one of: mda versions`,
        `tables that differ from what runs come back with: mda reconcile --env ${name} --repair`,
        ...(left === 0 ? [] : [`what was left of earlier versions goes with: mda finalize --env ${name}`]),
      ].join('; '),
    },
  );
}
