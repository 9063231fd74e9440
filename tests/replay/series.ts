/** Owns the real apps and their true history that some machines have beside the repository, oldest version first. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Rename } from './replay.ts';

export interface SeriesVersion {
  /** File name without `.json`. */
  readonly name: string;
  readonly manifest: Readonly<Record<string, unknown>> & { readonly id: string };
  readonly objects: readonly Readonly<Record<string, unknown>>[];
  /** Since the version before, as the series' own diff shows them. */
  readonly renames: readonly Rename[];
}

interface SeriesDiff {
  readonly to: string;
  readonly objectsRenamed: readonly (readonly [from: string, to: string, likeness: number])[];
  readonly fieldRenameCandidates: readonly unknown[];
}

const fixturesFolder = fileURLToPath(new URL('../../../shared/fixtures/', import.meta.url));
export const hasFixtures = existsSync(fixturesFolder);

/** @param app a folder of the fixtures */
export function readSeries(app: string): readonly SeriesVersion[] {
  const folder = `${fixturesFolder}${app}/`;
  const { diffs }: { diffs: readonly SeriesDiff[] } = JSON.parse(
    readFileSync(`${folder}_series.json`, 'utf8'),
  );
  const files = readdirSync(folder).filter((file) => file.endsWith('.json') && file !== '_series.json');
  return files.sort().map((file) => {
    const diff = diffs.find(({ to }) => to === file);
    if (diff && diff.fieldRenameCandidates.length > 0)
      throw new Error(`${file}: decide by hand about ${JSON.stringify(diff.fieldRenameCandidates)}`);
    const { manifest, objects } = JSON.parse(readFileSync(`${folder}${file}`, 'utf8')) as SeriesVersion;
    const renames = (diff?.objectsRenamed ?? []).map(([from, to]) => ({ ref: `object/${from}`, to }));
    return { name: file.replace('.json', ''), manifest, objects, renames };
  });
}
