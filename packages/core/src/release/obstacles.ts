/**
 * Owns what stands in the way of content in an environment, whatever its tables are like: one list, which a diff
 * and the preview of a rollback tell, and which a dry run and the run itself are refused with. Reads only.
 */
import type { Context } from '../context.ts';
import { assertFits, assertPlatformFits, type Coming } from '../depend/assert-fits.ts';
import { AuthoringError, type ErrorCode, isAuthoringError } from '../error.ts';
import { assertOverlaysFit } from '../overlay/upgrade-overlays.ts';
import type { EnvironmentRow } from '../ports/environment.ts';
import type { Scope } from '../scope.ts';
import { assertVariables } from '../variables/assert-variables.ts';
import { assertComesBackFirst } from './coming-back.ts';
import type { RunKind, RunTarget } from './run.ts';

/** What a run would be refused with. */
export interface Obstacle {
  readonly code: ErrorCode;
  readonly message: string;
  readonly details: Readonly<Record<string, unknown>>;
  readonly suggestion: string | null;
}

export interface ObstacleInput {
  readonly kind: RunKind;
  readonly targets: readonly RunTarget[];
  /** What the targets bring; of one that is removed nothing. */
  readonly coming: readonly Coming[];
}

const OBSTACLES: ReadonlySet<ErrorCode> = new Set([
  'PACKAGE_HELD',
  'PLATFORM_INCOMPATIBLE',
  'DEPENDENCY_CONFLICT',
  'VARIABLE_MISSING',
  'OVERLAY_CONFLICT',
]);

/** All of them, in the order in which a run is refused. */
export async function findObstacles(
  context: Context,
  scope: Scope,
  environment: EnvironmentRow,
  input: ObstacleInput,
): Promise<readonly Obstacle[]> {
  return (await refusals(context, scope, environment, input)).map(obstacleOf);
}

/** @throws the first of them, which tells of the others as `details.also` */
export async function assertNothingInTheWay(
  context: Context,
  scope: Scope,
  environment: EnvironmentRow,
  input: ObstacleInput,
): Promise<void> {
  const [first, ...others] = await refusals(context, scope, environment, input);
  if (!first) return;
  if (others.length === 0) throw first;
  const { code, details, suggestion } = first;
  throw new AuthoringError(code, `${first.message}; also: ${others.map((one) => one.message).join('; ')}`, {
    details: { ...details, also: others.map(obstacleOf) },
    ...(suggestion === undefined ? {} : { suggestion }),
    cause: first,
  });
}

async function refusals(
  context: Context,
  scope: Scope,
  environment: EnvironmentRow,
  { kind, targets, coming }: ObstacleInput,
): Promise<readonly AuthoringError[]> {
  const contents = coming.map((one) => one.package);
  const going = targets.flatMap(({ packageId, to }) => (to === null ? [packageId] : []));
  const checks = [
    () => assertComesBackFirst(context.plane, scope, environment, targets),
    () => assertPlatformFits(context, scope, environment, contents),
    () => assertFits(context, scope, environment, coming, going),
    () => assertVariables(context, scope, environment, contents),
    () => assertOverlaysFit(context, scope, environment, kind, contents),
  ];
  const found: AuthoringError[] = [];
  for (const check of checks)
    try {
      await check();
    } catch (error) {
      if (!isAuthoringError(error) || !OBSTACLES.has(error.code)) throw error;
      found.push(error);
    }
  return found;
}

function obstacleOf({ code, message, details, suggestion }: AuthoringError): Obstacle {
  return { code, message, details, suggestion: suggestion ?? null };
}
