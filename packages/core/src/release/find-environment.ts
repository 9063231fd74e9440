/** Owns finding an environment by name or id, or the first of the pipeline. */
import { AuthoringError } from '../error.ts';
import type { ControlPlane } from '../ports/control-plane.ts';
import type { EnvironmentRow } from '../ports/environment.ts';
import type { Scope } from '../scope.ts';

/** @throws ENVIRONMENT_NOT_FOUND */
export async function environmentByName(
  plane: ControlPlane,
  scope: Scope,
  nameOrId: string,
): Promise<EnvironmentRow> {
  const row = await plane.environments.find(scope, nameOrId);
  if (row) return row;
  throw new AuthoringError('ENVIRONMENT_NOT_FOUND', `there is no environment '${nameOrId}'`, {
    suggestion: 'list the environments with: mda env list',
  });
}

/** The named environment, or the first of the pipeline. @throws ENVIRONMENT_NOT_FOUND */
export async function environmentOrFirst(
  plane: ControlPlane,
  scope: Scope,
  name?: string,
): Promise<EnvironmentRow> {
  if (name !== undefined) return environmentByName(plane, scope, name);
  const [first] = await plane.environments.list(scope);
  if (first) return first;
  throw new AuthoringError('ENVIRONMENT_NOT_FOUND', 'there is no environment yet', {
    suggestion: 'add one with: mda env add NAME --type development --database sqlite:PATH',
  });
}
