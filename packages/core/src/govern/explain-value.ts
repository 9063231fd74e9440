/**
 * Owns why one value is live: it walks back through the versions to the one that brought it, to the edit in that
 * version's draft, and to the run that made it live with everybody's leave. Renames are followed. Reads only.
 */
import { bodiesOf, canonicalTexts, versionContent } from '../content.ts';
import type { Context } from '../context.ts';
import { AuthoringError } from '../error.ts';
import { canonicalJson } from '../metadata/canonical-json.ts';
import { type Fact, isRename } from '../metadata/fact.ts';
import type { ItemIndex } from '../metadata/item-index.ts';
import { type ItemKey, parseKey } from '../metadata/ref.ts';
import type { ApprovalAction } from '../ports/approval.ts';
import type { HistoryEntry } from '../ports/draft-workspace.ts';
import type { EnvironmentRow } from '../ports/environment.ts';
import type { VersionRow } from '../ports/package-version.ts';
import { environmentByName } from '../release/find-environment.ts';
import type { Scope } from '../scope.ts';
import { eventsWhere } from './events-where.ts';
import { type OverlaidValue, overlaidValue, sameValue } from './explain-overlay.ts';
import { valueAt } from './value-at.ts';

export interface WhyLive extends Partial<PackagedOrigin> {
  readonly environment: string;
  readonly ref: ItemKey;
  /** Empty: the whole item. */
  readonly path: readonly string[];
  /** Absent: the overlay took away what the package ships. */
  readonly value?: unknown;
  /**
   * Whose edit of an overlay made it so, and what the package ships in its place (absent: nothing); the rest then tells of
   * that. null: no overlay did. Its edit is null where its history does not reach so far.
   */
  readonly overlay: { readonly edit: OverlaidValue['edit']; readonly packaged?: unknown } | null;
}

/** Where what a package ships comes from. */
export interface PackagedOrigin {
  readonly package: string;
  /** What the environment runs. */
  readonly runs: string;
  /** The version that brought the value, and how item and path were called there. */
  readonly since: {
    readonly version: string;
    readonly versionId: string;
    readonly ref: ItemKey;
    readonly path: readonly string[];
    readonly sealedBy: string;
    readonly sealedAt: string | null;
  };
  /** The edit; null: the history of that draft does not reach so far (an imported version). */
  readonly edit: {
    readonly by: string;
    readonly at: string;
    readonly op: HistoryEntry['op'];
    readonly commit: string;
  } | null;
  /** When it went live here, and with whose leave. Null: it never did by a run that the log knows. */
  readonly live: {
    readonly version: string;
    readonly at: string;
    readonly by: string;
    readonly run: string | null;
    readonly seq: number;
    readonly approval: {
      readonly request: string;
      readonly submitter: string;
      readonly answers: readonly ApprovalAction[];
    } | null;
  } | null;
}

interface Place {
  readonly key: ItemKey;
  readonly path: readonly string[];
}

const POINTER_MOVES: ReadonlySet<string> = new Set(['environment.activated', 'environment.uninstalled']);
/** Edits of one item that are looked through. */
const HISTORY = 10_000;

/**
 * @param what `type/name` or `type/name.path.to.value`
 * @throws ITEM_NOT_FOUND when the environment has no such value, USAGE_INVALID
 */
export async function whyLive(context: Context, scope: Scope, what: string, name: string): Promise<WhyLive> {
  const { plane } = context;
  const environment = await environmentByName(plane, scope, name);
  context.authorize(scope, 'read_audit', environment);
  const found = await liveValue(context, scope, what, environment);
  const over = await overlaidValue(context, scope, what, environment.id);
  if (found && (!over || sameValue(over.value, found.value))) {
    const { key: ref, path } = found.place;
    const origin = await originOf(context, scope, environment, found);
    return { environment: environment.name, ref, path, value: found.value, overlay: null, ...origin };
  }
  if (!over || (!found && over.value === undefined)) throw noSuchValue(what, environment);
  const { ref, path, value, edit } = over;
  return {
    environment: environment.name,
    ref,
    path,
    ...(value === undefined ? {} : { value }),
    overlay: { edit, ...(found ? { packaged: found.value } : {}) },
    ...(found ? await originOf(context, scope, environment, found) : {}),
  };
}

interface Found {
  readonly place: Place;
  readonly value: unknown;
  readonly version: VersionRow;
  readonly packageId: string;
}

async function originOf(
  context: Context,
  scope: Scope,
  environment: EnvironmentRow,
  { place, value, version, packageId }: Found,
): Promise<PackagedOrigin> {
  const { plane } = context;
  const { chain, origin } = await broughtBy(context, scope, version, place, canonicalJson(value));
  const brought = chain.at(-1) ?? version;
  const pkg = await plane.packages.get(scope, packageId);
  const sealed = (
    await eventsWhere(
      context.plane,
      scope,
      ({ op, versionId }) => op === 'version.sealed' && versionId === brought.id,
    )
  )[0];
  return {
    package: pkg?.manifestId ?? packageId,
    runs: version.version,
    since: {
      version: brought.version,
      versionId: brought.id,
      ref: origin.key,
      path: origin.path,
      sealedBy: sealed?.actor ?? brought.createdBy,
      sealedAt: brought.publishedAt,
    },
    edit: await editOf(context, scope, packageId, brought, origin, canonicalJson(value)),
    live: await liveSince(context, scope, environment, packageId, chain),
  };
}

/** As the packages ship it. */
async function liveValue(
  context: Context,
  scope: Scope,
  what: string,
  environment: EnvironmentRow,
): Promise<Found | null> {
  const { type, name } = parseKey(what);
  const words = name.split('.');
  for (const { versionId, packageId } of await context.plane.installations.list(scope, environment.id)) {
    const { index } = await versionContent(context, context.plane, scope, versionId);
    // A name may hold dots: the longest that is there is meant.
    for (let length = words.length; length > 0; length -= 1) {
      const key: ItemKey = `${type}/${words.slice(0, length).join('.')}`;
      if (!index.has(key)) continue;
      const place = { key, path: words.slice(length) };
      const value = await valueIn(context, scope, index, place);
      const version = await context.plane.versions.get(scope, versionId);
      if (value !== undefined && version) return { place, value, version, packageId };
    }
  }
  return null;
}

function noSuchValue(what: string, { name }: EnvironmentRow): AuthoringError {
  return new AuthoringError('ITEM_NOT_FOUND', `'${name}' has no '${what}'`, {
    suggestion: `see what it has with: mda show ${parseKey(what).type} NAME --env ${name}`,
  });
}

async function valueIn(
  context: Context,
  scope: Scope,
  index: ItemIndex,
  { key, path }: Place,
): Promise<unknown> {
  return valueAt((await bodiesOf(context, context.plane, scope, index, [key])).get(key), path);
}

/** Back from the live version to the one that brought the value. */
async function broughtBy(
  context: Context,
  scope: Scope,
  live: VersionRow,
  place: Place,
  text: string,
): Promise<{ readonly chain: readonly VersionRow[]; readonly origin: Place }> {
  const chain = [live];
  let origin = place;
  for (let version = live; version.baseVersionId !== null; ) {
    const base = await context.plane.versions.get(scope, version.baseVersionId);
    if (!base) break;
    const content = await versionContent(context, context.plane, scope, version.id);
    const before = await versionContent(context, context.plane, scope, base.id);
    const earlier = calledBefore(origin, content.facts.slice(before.facts.length));
    const value = await valueIn(context, scope, before.index, earlier);
    if (value === undefined || canonicalJson(value) !== text) break;
    chain.push(base);
    [version, origin] = [base, earlier];
  }
  return { chain, origin };
}

/** @param facts of the later version that the earlier one lacks, in order */
function calledBefore(place: Place, facts: readonly Fact[]): Place {
  return facts.filter(isRename).reduceRight<Place>(({ key, path }, { ref, path: kind, from, to }) => {
    const { type } = parseKey(ref);
    if (kind === undefined) return key === `${type}/${to}` ? { key: ref, path } : { key, path };
    const [field, name, ...rest] = path;
    return key === ref && field === kind && name === to
      ? { key, path: [kind, from, ...rest] }
      : { key, path };
  }, place);
}

async function editOf(
  context: Context,
  scope: Scope,
  packageId: string,
  { publishedAt }: VersionRow,
  { key, path }: Place,
  text: string,
): Promise<PackagedOrigin['edit']> {
  const history = await context.plane.drafts.history(scope, packageId, key, HISTORY);
  const entries = history.filter(({ at }) => publishedAt === null || at <= publishedAt);
  const checksums = new Set(
    entries.flatMap(({ checksumBefore, checksumAfter }) =>
      [checksumBefore, checksumAfter].filter((one) => one !== null),
    ),
  );
  const texts = await canonicalTexts(context, context.plane, scope, checksums);
  const holds = (checksum: string | null) => {
    const body = checksum === null ? undefined : texts.get(checksum);
    const value = body === undefined ? undefined : valueAt(JSON.parse(body), path);
    return value !== undefined && canonicalJson(value) === text;
  };
  const found = entries.find(
    ({ checksumBefore, checksumAfter }) => holds(checksumAfter) && !holds(checksumBefore),
  );
  return found ? { by: found.by, at: found.at, op: found.op, commit: found.commitId } : null;
}

/** Since when the environment runs versions that have the value, without a break. */
async function liveSince(
  context: Context,
  scope: Scope,
  { id }: EnvironmentRow,
  packageId: string,
  chain: readonly VersionRow[],
): Promise<PackagedOrigin['live']> {
  const versions = new Map(chain.map((version) => [version.id, version]));
  const moves = await eventsWhere(
    context.plane,
    scope,
    (event) => POINTER_MOVES.has(event.op) && event.environmentId === id && event.packageId === packageId,
  );
  const without = moves.findLastIndex(
    ({ op, versionId }) =>
      op === 'environment.uninstalled' || versionId === undefined || !versions.has(versionId),
  );
  const first = moves[without + 1];
  if (!first) return null;
  return {
    version: versions.get(first.versionId ?? '')?.version ?? '',
    at: first.at,
    by: first.actor,
    run: first.runId ?? null,
    seq: first.seq,
    approval: first.runId === undefined ? null : await approvalOf(context, scope, first.runId),
  };
}

async function approvalOf(
  context: Context,
  scope: Scope,
  runId: string,
): Promise<NonNullable<PackagedOrigin['live']>['approval']> {
  const request = (await context.plane.runs.get(scope, runId))?.request.approval;
  const row = request === undefined ? null : await context.plane.approvals.get(scope, request);
  if (!row) return null;
  return {
    request: row.id,
    submitter: row.submitter,
    answers: await context.plane.approvals.actions(scope, row.id),
  };
}
