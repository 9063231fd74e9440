/** Owns the real apps and their history that some machines have beside the repository; elsewhere the list is empty. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export interface Fixture {
  readonly name: string;
  readonly objects: readonly Readonly<Record<string, unknown>>[];
}

const root = fileURLToPath(new URL('../../../shared/fixtures/', import.meta.url));

/** Every version with all its objects. */
export function readFixtures(): readonly Fixture[] {
  if (!existsSync(root)) return [];
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).sort();
  return files
    .filter((file) => file.endsWith('.json') && !file.endsWith('_series.json'))
    .map((file) => ({
      name: file.replace('.json', ''),
      objects: objectsIn(readFileSync(`${root}${file}`, 'utf8')),
    }));
}

/** Every version with those objects that no earlier file holds letter for letter: each distinct object once. */
export function withoutRepeats(fixtures: readonly Fixture[]): readonly Fixture[] {
  const seen = new Set<string>();
  const isNew = (body: unknown) => seen.size < seen.add(JSON.stringify(body)).size;
  return fixtures
    .map(({ name, objects }) => ({ name, objects: objects.filter(isNew) }))
    .filter(({ objects }) => objects.length > 0);
}

function objectsIn(text: string): Fixture['objects'] {
  const { objects }: { objects: Fixture['objects'] | Record<string, Fixture['objects'][number]> } =
    JSON.parse(text);
  return Array.isArray(objects) ? objects : Object.values(objects);
}
