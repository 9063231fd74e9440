/** Owns what a manifest says that its package needs: other packages by semver range, and the platform. */

export interface DependencyNeed {
  /** manifestId. */
  readonly packageId: string;
  /** Semver range, as authored. */
  readonly range: string;
  /** It may be missing; where it is there, it has to fit. */
  readonly optional: boolean;
}

/** The spec writes dependencies as a map (id → range) in a stack's manifest, and as a list in that of a version. */
export function dependenciesOf(manifest: unknown): readonly DependencyNeed[] {
  const { dependencies } = (manifest ?? {}) as { readonly dependencies?: unknown };
  if (Array.isArray(dependencies))
    return dependencies.flatMap(
      (entry: { packageId?: unknown; versionRange?: unknown; optional?: unknown } | null) =>
        typeof entry?.packageId === 'string'
          ? [
              {
                packageId: entry.packageId,
                range: typeof entry.versionRange === 'string' ? entry.versionRange : '*',
                optional: entry.optional === true,
              },
            ]
          : [],
    );
  if (dependencies === null || typeof dependencies !== 'object') return [];
  return Object.entries(dependencies).map(([packageId, range]) => ({
    packageId,
    range: String(range),
    optional: false,
  }));
}

export interface PlatformNeed {
  readonly source: 'engines.protocol' | 'engines.platform' | 'engine.objectstack';
  readonly range: string;
}

/**
 * The range that counts, as the runtime's handshake chooses it (`resolveDeclaredRange` of metadata-core): a package that
 * names the protocol goes on working on every platform that keeps it.
 */
export function platformNeedOf(manifest: unknown): PlatformNeed | null {
  const { engines, engine } = (manifest ?? {}) as {
    readonly engines?: { readonly protocol?: unknown; readonly platform?: unknown };
    readonly engine?: { readonly objectstack?: unknown };
  };
  const declared = [
    ['engines.protocol', engines?.protocol],
    ['engines.platform', engines?.platform],
    ['engine.objectstack', engine?.objectstack],
  ] as const;
  for (const [source, range] of declared)
    if (typeof range === 'string' && range.trim() !== '') return { source, range: range.trim() };
  return null;
}
