/** Owns what validation knows about the package beside its items: its namespace, its base, what it depends on. */
import type { ItemKey } from '../metadata/ref.ts';

export interface ManifestFacts {
  readonly packageId: string;
  readonly namespace?: string;
  /** Package ids that the manifest declares as dependencies. */
  readonly dependencies?: readonly string[];
}

export interface SetContext {
  readonly manifest: ManifestFacts;
  /** How new items came in: `stage` is strict where `import` only warns. */
  readonly origin: 'stage' | 'import';
  /** The name belongs to this package: its namespace, its base, or any name when it has no namespace. */
  isInside(object: string): boolean;
  inBase(key: ItemKey): boolean;
  /** Every declared dependency is among the installed packages: a name that is nowhere is really missing. */
  readonly isClosed: boolean;
}

export function setContext(input: {
  readonly manifest: ManifestFacts;
  readonly origin: 'stage' | 'import';
  readonly base: ReadonlySet<ItemKey>;
  readonly installedIds: ReadonlySet<string>;
}): SetContext {
  const { manifest, origin, base, installedIds } = input;
  const prefix = manifest.namespace === undefined ? '' : `${manifest.namespace}_`;
  return {
    manifest,
    origin,
    isInside: (object) => object.startsWith(prefix) || base.has(`object/${object}`),
    inBase: (key) => base.has(key),
    isClosed: (manifest.dependencies ?? []).every((id) => installedIds.has(id)),
  };
}
