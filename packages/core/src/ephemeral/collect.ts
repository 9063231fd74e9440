/** Owns taking away what has expired, and what a crash left half made or half gone. Any process may do it, any number of times. */
import type { Context } from '../context.ts';
import { type ErrorCode, isAuthoringError } from '../error.ts';
import type { EnvironmentRow } from '../ports/environment.ts';
import type { Scope } from '../scope.ts';
import { endCopy } from './end-copy.ts';

export interface Collectable {
  readonly name: string;
  readonly id: string;
  readonly state: 'making' | 'ready' | 'ending';
  readonly expiresAt: string;
}

export interface Collected {
  readonly collected: readonly Collectable[];
  /** What stays for the next time, and why. */
  readonly left: readonly (Collectable & { readonly code: ErrorCode; readonly message: string })[];
}

/** What `collect` would take away now: by the clock port alone. Reads only. */
export async function collectable(context: Context, scope: Scope): Promise<readonly Collectable[]> {
  context.authorize(scope, 'read', null);
  return (await due(context, scope)).map(summary);
}

/** @throws ROLE_FORBIDDEN for who may make no previews */
export async function collect(context: Context, scope: Scope): Promise<Collected> {
  const collected: Collectable[] = [];
  const left: Collected['left'][number][] = [];
  context.authorize(scope, 'preview', { name: 'what has expired', type: 'preview' });
  for (const environment of await due(context, scope)) {
    try {
      await endCopy(context, scope, environment, reasonOf(context, environment));
      collected.push(summary(environment));
    } catch (error) {
      if (!isAuthoringError(error)) throw error;
      left.push({ ...summary(environment), code: error.code, message: error.message });
    }
  }
  return { collected, left };
}

async function due(context: Context, scope: Scope): Promise<readonly EnvironmentRow[]> {
  const now = context.clock.now();
  const due: EnvironmentRow[] = [];
  for (const row of await context.plane.environments.list(scope)) {
    if (!row.ephemeral) continue;
    const { state, expiresAt } = row.ephemeral;
    if (expiresAt <= now || state === 'ending') due.push(row);
    else if (state === 'making' && !(await isBeingMade(context, scope, row))) due.push(row);
  }
  return due;
}

/** Whoever makes it holds its lease; a process that died leaves a lease that runs out. */
async function isBeingMade(context: Context, scope: Scope, { id }: EnvironmentRow): Promise<boolean> {
  const lease = await context.plane.leases.current(scope, id);
  return lease !== null && lease.expiresAt > context.clock.now() && !context.ownerIsGone?.(lease.owner);
}

function reasonOf({ clock }: Context, { ephemeral }: EnvironmentRow): 'expired' | 'failed' | 'removed' {
  if (ephemeral?.state === 'making') return 'failed';
  return ephemeral && ephemeral.expiresAt <= clock.now() ? 'expired' : 'removed';
}

function summary({ id, name, ephemeral }: EnvironmentRow): Collectable {
  const { state = 'ending', expiresAt = '' } = ephemeral ?? {};
  return { id, name, state, expiresAt };
}
