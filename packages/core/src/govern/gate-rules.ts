/**
 * Owns the rules of the gate that hold whatever a plan comes to, as a list: a run is refused with the first that does not
 * let it through, and a preview tells all of them. Reads only.
 */
import type { Context } from '../context.ts';
import { assertNotYanked } from '../depend/assert-not-yanked.ts';
import { notReady } from '../ephemeral/not-ready.ts';
import type { Operation } from '../policy/authorize.ts';
import type { EnvironmentPolicy } from '../policy/environment-policy.ts';
import type { EnvironmentRow } from '../ports/environment.ts';
import type { RunKind, RunRequest } from '../release/run.ts';
import { assertGoesBack } from '../release/runs-already.ts';
import type { Scope } from '../scope.ts';
import { assertOpen, HELD_UP_BY_WINDOWS } from './change-times.ts';
import { assertOrder } from './pipeline-order.ts';
import { assertReason } from './reason.ts';

/** Throws what a run is refused with. */
export type Rule = () => unknown;

const OPERATIONS: Readonly<Record<RunKind, Operation>> = {
  publish: 'publish',
  preview: 'preview',
  promote: 'promote',
  rollback: 'rollback',
  uninstall: 'uninstall',
  finalize: 'finalize',
  purge: 'purge',
  repair: 'repair',
};

/** @throws ROLE_FORBIDDEN */
export function rightTo(
  context: Pick<Context, 'authorize'>,
  scope: Scope,
  environment: EnvironmentRow,
  kind: RunKind,
): 'allow' | 'ask' {
  return context.authorize(scope, OPERATIONS[kind], environment);
}

/** In the order in which a run is refused: ROLE_FORBIDDEN, USAGE_INVALID, ENVIRONMENT_LOCKED, VERSION_YANKED, NOTHING_TO_ROLL_BACK, CHANGE_FROZEN, PIPELINE_ORDER. */
export function gateRules(
  context: Context,
  scope: Scope,
  environment: EnvironmentRow,
  policy: EnvironmentPolicy,
  request: RunRequest,
): readonly Rule[] {
  const { kind, emergency } = request;
  return [
    () => rightTo(context, scope, environment, kind),
    () => {
      if (emergency !== undefined) assertReason(emergency, 'an emergency');
    },
    ...requestableRules(context, scope, environment, request),
    () => assertGoesBack(context, scope, environment, request),
    () => {
      if (HELD_UP_BY_WINDOWS.has(kind) && emergency === undefined)
        assertOpen(
          environment,
          policy,
          context.clock.now(),
          'wait for it; what cannot wait needs a reason and a second person: --emergency REASON',
        );
    },
    async () => {
      if (policy.order === 'pipeline') await assertOrder(context, scope, environment, request);
    },
  ];
}

/** Those of them that are there for whoever asks, at any time. */
export function requestableRules(
  { plane }: Pick<Context, 'plane'>,
  scope: Scope,
  environment: EnvironmentRow,
  request: RunRequest,
): readonly Rule[] {
  const { ephemeral } = environment;
  return [
    () => {
      if (ephemeral && ephemeral.state !== 'ready') throw notReady(environment);
    },
    () => assertNotYanked(plane, scope, request),
  ];
}
