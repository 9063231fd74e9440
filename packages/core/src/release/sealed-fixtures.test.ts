/** Real apps, where their data is at hand: taken apart, sealed, opened and taken apart again. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { ObjectStackDefinitionSchema } from '@objectstack/spec';
import { describe, expect, it } from 'vitest';
import { loadCanonicalize } from '../metadata/canonical-body.ts';
import { ARTIFACT_LIMITS, parseJson } from '../metadata/parse-json.ts';
import { keyOf } from '../metadata/ref.ts';
import { itemsOfStack } from '../metadata/stack-items.ts';
import { loadItemValidator } from '../validate/validate-item.ts';
import { openManifest, sealManifest } from './sealed-manifest.ts';

const FIXTURES = new URL('../../../../../shared/fixtures/', import.meta.url);
const files = existsSync(FIXTURES)
  ? ['app-crm', 'app-todo', 'platform-objects', 'stacks'].flatMap((folder) =>
      readdirSync(new URL(`${folder}/`, FIXTURES))
        .filter((file) => file.endsWith('.json') && !file.startsWith('_'))
        .map((file) => `${folder}/${file}`),
    )
  : [];

const canonical = await loadCanonicalize();
const validate = await loadItemValidator();

describe.skipIf(files.length === 0)('a real stack', () => {
  it('exists', () => expect(files.length).toBeGreaterThan(40));

  it.each(files)('%s survives', async (file) => {
    const stack = parseJson(readFileSync(new URL(file, FIXTURES), 'utf8'), ARTIFACT_LIMITS) as Record<
      string,
      unknown
    >;
    const first = await itemsOfStack(stack);
    expect(first.problems).toEqual([]);
    expect(first.converted).toEqual([]);
    expect(first.skipped.map(({ ref }) => ref)).toEqual(['stack/$source']);
    const { $source: _, functions: none, ...authored } = stack;
    expect(none ?? {}).toEqual({});
    expect(first.items.length).toBe(
      Object.values(authored).reduce(
        (sum: number, value) =>
          sum + (Array.isArray(value) && typeof value[0] === 'object' ? value.length : 1),
        0,
      ),
    );

    const version = (first.version ?? '0.1.0').replace(/-.*/, '');
    const pieces = first.items.map(({ ref, body }) => ({ key: keyOf(ref), ...canonical(body) }));
    const sealed = sealManifest({
      items: pieces.map(({ key, canonical: text }) => [key, text] as const),
      facts: [],
      version,
    });
    expect(sealed.bytes.toString()).not.toContain('"names":');
    const opened = openManifest(sealed.bytes.toString());
    const kept = pieces.map(({ key, checksum }) => [
      key,
      key === 'stack/manifest' ? sealed.manifest.checksum : checksum,
    ]);
    expect(opened.items.map(({ key, checksum }) => [key, checksum]).sort()).toEqual(kept.sort());

    const parsed = ObjectStackDefinitionSchema.safeParse(opened.stack);
    expect(parsed.error?.issues ?? []).toEqual([]);

    const second = await itemsOfStack(opened.stack);
    expect([...second.problems, ...second.skipped, ...second.converted]).toEqual([]);
    expect(second.items.map(({ ref, body }) => [keyOf(ref), canonical(body).checksum]).sort()).toEqual(
      kept.sort(),
    );

    // The one prerelease version among them is no manifest version by the spec's own grammar.
    const wrong = first.items
      .flatMap(({ ref, body }) => validate(ref, body))
      .filter(({ path }) => path !== 'version');
    expect(wrong).toEqual([]);
  });
});
