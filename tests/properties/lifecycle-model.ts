/**
 * Owns what the lifecycle means, without a plan, a run or a database: a draft, the versions that were sealed, and what
 * each environment runs. It says which commands are refused and what is so after one that is not.
 */
import type { EnvironmentType, ErrorCode, RunKind } from '@objectstack/metadata-authoring';

/** Object → its fields. */
export type Content = Readonly<Record<string, readonly string[]>>;

export interface Sealed {
  readonly id: string;
  readonly version: string;
  readonly checksum: string;
  readonly content: Content;
  /** The version that its draft was opened on. */
  readonly base: Sealed | null;
  readonly isPreview: boolean;
}

/** A run that stopped after it changed tables. */
export interface Stopped {
  readonly run: string;
  readonly kind: RunKind;
  /** What it would make live; null: it removes leftovers. */
  readonly brings: Sealed | null;
  /** Its steps are being taken back. */
  readonly isGivenUp: boolean;
}

export interface Place {
  readonly name: string;
  readonly type: EnvironmentType;
  active: Sealed | null;
  stopped: Stopped | null;
}

export interface Wish {
  readonly force: boolean;
}

const PREVIEWED: readonly EnvironmentType[] = ['development', 'sandbox', 'preview'];

export class Lifecycle {
  draft: Content = {};
  /** Names the draft until it is sealed; then it names what was sealed, and the next draft has another one. */
  draftId: string;
  base: Sealed | null = null;
  readonly versions: Sealed[] = [];
  readonly deprecated = new Set<string>();
  readonly places: readonly Place[];

  constructor(draftId: string, places: Readonly<Record<string, EnvironmentType>>) {
    this.draftId = draftId;
    this.places = Object.entries(places).map(([name, type]) => ({ name, type, active: null, stopped: null }));
  }

  place(name: string): Place {
    return this.places.find((place) => place.name === name) as Place;
  }

  isDirty(): boolean {
    return this.base === null || !sameContent(this.draft, this.base.content);
  }

  publishRefusal(place: Place, { force, version }: Wish & { readonly version?: string }): ErrorCode | null {
    if (place.stopped) return 'SCHEMA_AHEAD';
    if (!this.isDirty()) return 'NOTHING_TO_PUBLISH';
    const taken = this.versions.find((sealed) => sealed.version === version);
    if (taken) return taken.isPreview ? 'VERSION_INVALID' : 'VERSION_EXISTS';
    return lossRefusal(place, { content: this.draft, base: this.base }, force);
  }

  previewRefusal(place: Place): ErrorCode | null {
    if (place.stopped) return 'SCHEMA_AHEAD';
    if (!this.isDirty()) return 'NOTHING_TO_PUBLISH';
    return PREVIEWED.includes(place.type) ? null : 'ENVIRONMENT_TYPE_FORBIDDEN';
  }

  promoteRefusal(
    place: Place,
    to: Sealed,
    { force, allowDeprecated }: Wish & { readonly allowDeprecated: boolean },
  ): ErrorCode | null {
    if (to.isPreview) return 'ENVIRONMENT_TYPE_FORBIDDEN';
    if (this.deprecated.has(to.id) && !allowDeprecated) return 'VERSION_DEPRECATED';
    if (place.active?.id === to.id) return 'NOTHING_TO_PROMOTE';
    if (place.stopped) return 'SCHEMA_AHEAD';
    return lossRefusal(place, to, force);
  }

  /** @param to null: the one before */
  rollbackRefusal(place: Place, to: Sealed | null, { force }: Wish): ErrorCode | null {
    if (!place.active) return 'USAGE_INVALID';
    const target = to ?? place.active.base;
    if (!target) return 'VERSION_NOT_FOUND';
    if (place.stopped) return 'SCHEMA_AHEAD';
    if (target.id === place.active.id) return 'NOTHING_TO_ROLL_BACK';
    if (target.isPreview && !PREVIEWED.includes(place.type)) return 'ENVIRONMENT_TYPE_FORBIDDEN';
    return lossRefusal(place, target, force);
  }

  /** Finalize and purge: they ask nothing of versions. */
  contractRefusal(place: Place): ErrorCode | null {
    return place.stopped ? 'SCHEMA_AHEAD' : null;
  }

  /** Whether a run that stopped may still make its version live: its draft may have been sealed as something else since. */
  isOvertaken({ kind, brings, isGivenUp }: Stopped): boolean {
    if (kind !== 'publish' || !brings || isGivenUp) return false;
    const sealed = this.versions.find(({ id }) => id === brings.id);
    return sealed !== undefined && sealed.checksum !== brings.checksum;
  }

  giveUpRefusal({ kind }: Stopped): ErrorCode | null {
    return kind === 'finalize' || kind === 'purge' ? 'RUN_STATE' : null;
  }

  /** The version is live. Sealing ends the draft; the next one, `nextDraftId`, holds what was staged since the freeze. */
  activated(place: Place, sealed: Sealed, nextDraftId: string): void {
    place.active = sealed;
    if (this.versions.some(({ id }) => id === sealed.id)) return;
    this.versions.push(sealed);
    if (sealed.isPreview) return;
    this.base = sealed;
    this.draftId = nextDraftId;
  }

  /** A version made of the draft. */
  sealing(row: Pick<Sealed, 'id' | 'version' | 'checksum' | 'isPreview'>, content = this.draft): Sealed {
    return { ...row, content, base: this.base };
  }
}

/** What is live, or would be. */
type Version = Pick<Sealed, 'content' | 'base'>;

function lossRefusal({ type, active }: Place, to: Version, force: boolean): ErrorCode | null {
  const loses = active !== null && isLost(active, to);
  return type === 'production' && loses && !force ? 'DESTRUCTIVE_BLOCKED' : null;
}

/** What a version between has none of is another thing by now, whatever its name. */
function isLost(from: Sealed, to: Version): boolean {
  const way = [to, ...between(from, to), ...('id' in to ? between(to, from) : [])];
  return Object.entries(from.content).some(([object, fields]) =>
    fields.some((field) => way.some(({ content }) => !content[object]?.includes(field))),
  );
}

/** Each made from the one before it; none where one was not made from the other. */
function between(older: Version, newer: Version): readonly Sealed[] {
  const all: Sealed[] = [];
  for (let at = newer.base; at; at = at.base) {
    if (at === older) return all;
    all.push(at);
  }
  return [];
}

export function sameContent(a: Content, b: Content): boolean {
  return textOf(a) === textOf(b);
}

function textOf(content: Content): string {
  return JSON.stringify(
    Object.entries(content)
      .map(([object, fields]) => [object, [...fields].sort()])
      .sort(),
  );
}
