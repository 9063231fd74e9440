/** Owns looking at what was rehearsed. */
import type { Context } from '../context.ts';
import type { RehearsalRow } from '../ports/rehearsal.ts';
import { environmentByName } from '../release/find-environment.ts';
import type { Scope } from '../scope.ts';

export interface ListRehearsalsOptions {
  readonly environment?: string;
}

export interface RehearsalSummary extends RehearsalRow {
  readonly environment: string;
}

/** Up to 100, newest first. */
export async function listRehearsals(
  context: Context,
  scope: Scope,
  { environment }: ListRehearsalsOptions,
): Promise<readonly RehearsalSummary[]> {
  context.authorize(scope, 'read', null);
  const { plane } = context;
  const only = environment === undefined ? null : await environmentByName(plane, scope, environment);
  const names = new Map((await plane.environments.list(scope)).map(({ id, name }) => [id, name]));
  const rows = await plane.rehearsals.list(scope, {
    limit: 100,
    ...(only ? { environmentId: only.id } : {}),
  });
  return rows.map((row) => ({ ...row, environment: names.get(row.environmentId) ?? row.environmentId }));
}
