/**
 * Owns what stands in the way of content in an environment, whatever its tables are like: one list, which previews tell
 * and which a dry run and the run itself are refused with. Reads only.
 */
import type { Context } from '../context.ts';
import { assertFits, assertPlatformFits, type Coming } from '../depend/assert-fits.ts';
import { AuthoringError, type ErrorCode, isAuthoringError } from '../error.ts';
import type { Rule } from '../govern/gate-rules.ts';
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

const OF_CONTENT: ReadonlySet<ErrorCode> = new Set([
  'PACKAGE_HELD',
  'PLATFORM_INCOMPATIBLE',
  'DEPENDENCY_CONFLICT',
  'VARIABLE_MISSING',
  'OVERLAY_CONFLICT',
]);

/** @throws the first of them, which tells of the others as `details.also` */
export async function assertNothingInTheWay(
  context: Context,
  scope: Scope,
  environment: EnvironmentRow,
  input: ObstacleInput,
): Promise<void> {
  refuseWith(await contentRefusals(context, scope, environment, input));
}

/** @throws the first of them, which tells of the others */
export function refuseWith([first, ...others]: readonly AuthoringError[]): void {
  if (!first) return;
  if (others.length === 0) throw first;
  const { code, details, suggestion } = first;
  throw new AuthoringError(code, `${first.message}; also: ${others.map((one) => one.message).join('; ')}`, {
    details: { ...details, also: others.map(obstacleOf) },
    ...(suggestion === undefined ? {} : { suggestion }),
    cause: first,
  });
}

/**
 * All of them, in the order in which a run is refused.
 * @param only id of one package of several that move together: what it would be refused for, among them
 */
export function contentRefusals(
  context: Context,
  scope: Scope,
  environment: EnvironmentRow,
  { kind, targets, coming }: ObstacleInput,
  only?: string,
): Promise<readonly AuthoringError[]> {
  const asked = <T>(all: readonly T[], packageOf: (one: T) => string) =>
    only === undefined ? all : all.filter((one) => packageOf(one) === only);
  const moving = asked(targets, ({ packageId }) => packageId);
  const contents = asked(
    coming.map((one) => one.package),
    ({ packageId }) => packageId,
  );
  const about = contents.map(({ manifestId }) => manifestId);
  const going = targets.flatMap(({ packageId, to }) => (to === null ? [packageId] : []));
  return refusals(OF_CONTENT, [
    () => assertComesBackFirst(context.plane, scope, environment, moving),
    () => assertPlatformFits(context, scope, environment, contents),
    () => assertFits(context, scope, environment, { coming, going, about }),
    () => assertVariables(context, scope, environment, contents),
    () => assertOverlaysFit(context, scope, environment, kind, contents),
  ]);
}

/** What the rules refuse with, each; anything beside `codes` is an error of the look itself. */
export async function refusals(
  codes: ReadonlySet<ErrorCode>,
  rules: readonly Rule[],
): Promise<readonly AuthoringError[]> {
  const found: AuthoringError[] = [];
  for (const rule of rules)
    try {
      await rule();
    } catch (error) {
      if (!isAuthoringError(error) || !codes.has(error.code)) throw error;
      found.push(error);
    }
  return found;
}

export function obstacleOf({ code, message, details, suggestion }: AuthoringError): Obstacle {
  return { code, message, details, suggestion: suggestion ?? null };
}
