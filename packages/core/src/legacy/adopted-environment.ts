/** Owns which environment a database is that a runtime has authored in: one that is there, or a new one. */
import type { Context } from '../context.ts';
import { AuthoringError } from '../error.ts';
import type { EnvironmentRow, EnvironmentType } from '../ports/environment.ts';
import { newEnvironment } from '../release/environments.ts';
import { environmentByName } from '../release/find-environment.ts';
import type { Scope } from '../scope.ts';

export interface AdoptedPlace {
  /** Of the database. Absent: that of the environment, which is there then. */
  readonly databaseUrl?: string;
  /** Its name. Absent: the one that has this database, else a new one called `adopted`. */
  readonly environment?: string;
  /** Of a new one; default: production. */
  readonly type?: EnvironmentType;
}

/** @returns `known` false: it is not stored yet @throws ENVIRONMENT_EXISTS, ENVIRONMENT_NOT_FOUND, USAGE_INVALID */
export async function adoptedEnvironment(
  context: Context,
  scope: Scope,
  { databaseUrl, environment, type = 'production' }: AdoptedPlace,
): Promise<{ readonly row: EnvironmentRow; readonly known: boolean }> {
  const { plane } = context;
  if (databaseUrl === undefined) {
    if (environment === undefined)
      throw new AuthoringError('USAGE_INVALID', 'no database is named', {
        suggestion: 'name it with --from URL, or its environment with --env NAME',
      });
    return { row: await environmentByName(plane, scope, environment), known: true };
  }
  const pipeline = await plane.environments.list(scope);
  const name = environment ?? pipeline.find((row) => row.databaseUrl === databaseUrl)?.name ?? 'adopted';
  const there = pipeline.find((row) => row.name === name);
  if (!there)
    return { row: await newEnvironment(context, plane, scope, { name, type, databaseUrl }), known: false };
  if (there.databaseUrl === databaseUrl) return { row: there, known: true };
  throw new AuthoringError('ENVIRONMENT_EXISTS', `environment '${name}' has another database`, {
    details: { environment: name },
    suggestion: 'give this database an environment of its own: --env NAME with a name that is free',
  });
}
