/** Owns making an environment as the copy of another one, for a while, with what the control plane knows of it. */
import type { Context } from '../context.ts';
import { AuthoringError } from '../error.ts';
import { LIMITS } from '../limits.ts';
import type { EnvironmentRow } from '../ports/environment.ts';
import type { CopiedData, CopyForm, Sampled } from '../ports/provision.ts';
import { holdLease } from '../release/hold-lease.ts';
import type { Scope } from '../scope.ts';
import { carryRecords } from './carry-records.ts';
import { copying } from './copying.ts';

export interface CopyInput {
  /** Default: `preview-` and the end of its id. */
  readonly name?: string;
  readonly data: CopiedData;
  /** Of a sample: how many of each table. Default: 1,000. */
  readonly rows?: number;
  readonly ttlMs: number;
}

export interface Copy {
  readonly environment: EnvironmentRow;
  readonly form: CopyForm;
  readonly sampled?: Sampled;
}

/** @throws ROLE_FORBIDDEN, USAGE_INVALID */
export function assertMayCopy(
  context: Pick<Context, 'authorize'>,
  scope: Scope,
  source: EnvironmentRow,
  input: CopyInput,
): void {
  assertLifetime(input.ttlMs);
  context.authorize(scope, 'preview', { name: input.name ?? 'a preview', type: 'preview' });
  context.authorize(scope, RIGHTS[input.data], source);
  assertRows(input);
}

/** @throws what `assertMayCopy` and `copying` throw; nothing of it is left then */
export async function makeCopy(
  context: Context,
  scope: Scope,
  source: EnvironmentRow,
  input: CopyInput,
): Promise<Copy> {
  assertMayCopy(context, scope, source, input);
  return copying(context, scope, source, { purpose: 'preview', ...input }, async (made) => {
    const { environment, form, lease, sampled } = made;
    // What it is of, and `ready`, in one transaction.
    await context.plane.transaction(async (tx) => {
      await holdLease(tx, scope, lease);
      await carryRecords(context, tx, scope, source, environment);
      await tx.environments.setState(scope, environment.id, 'ready');
      await tx.log.record(scope, {
        op: 'preview.made',
        environmentId: environment.id,
        data: { name: environment.name, from: source.name, until: environment.ephemeral?.expiresAt },
        at: context.clock.now(),
      });
      await tx.leases.release(scope, lease);
    });
    return {
      environment: (await context.plane.environments.find(scope, environment.id)) ?? environment,
      form,
      ...(sampled ? { sampled } : {}),
    };
  });
}

/** A sample is masked, and still of real rows. */
const RIGHTS = { none: 'read', sample: 'copy_sample', full: 'copy_rows' } as const;

/** @throws USAGE_INVALID */
function assertRows({ data, rows }: CopyInput): void {
  if (rows === undefined) return;
  const max = LIMITS.sample_rows_max;
  if (data === 'sample' && Number.isSafeInteger(rows) && rows > 0 && rows <= max) return;
  throw new AuthoringError(
    'USAGE_INVALID',
    data === 'sample'
      ? `a sample has between 1 and ${max} rows of a table`
      : 'only a sample has so many rows',
    { details: { rows, max }, suggestion: 'name them as in: --data sample --rows 200' },
  );
}

/** @throws USAGE_INVALID */
function assertLifetime(ttlMs: number): void {
  if (Number.isSafeInteger(ttlMs) && ttlMs > 0 && ttlMs <= LIMITS.preview_ttl_ms_max) return;
  throw new AuthoringError('USAGE_INVALID', 'a preview lasts between one millisecond and 30 days', {
    details: { ttlMs, max: LIMITS.preview_ttl_ms_max },
    suggestion: 'give it a time such as --ttl 2h, --ttl 45m or --ttl 7d',
  });
}
