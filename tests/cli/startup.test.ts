// What a command loads before it does anything decides how fast it answers. Counted here as modules, which is exact on
// any machine; milliseconds are for the benchmark.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const dist = (name: string) => new URL(`../../packages/${name}/dist/`, import.meta.url);

/** Packages that loading the file takes with it, through its static imports. */
function loadedBy(file: URL, seen = new Set<string>()): Set<string> {
  const packages = new Set<string>();
  if (seen.has(file.href)) return packages;
  seen.add(file.href);
  const text = readFileSync(fileURLToPath(file), 'utf8');
  for (const [, name = ''] of text.matchAll(/^(?:import|export)\b[^'"\n]*?["']([^"']+)["'];?$/gm))
    if (name.startsWith('.')) for (const inner of loadedBy(new URL(name, file), seen)) packages.add(inner);
    else if (!name.startsWith('node:')) packages.add(name);
  return packages;
}

describe('starting', () => {
  it('mda --help loads the argument parser and nothing else', () => {
    expect([...loadedBy(new URL('main.js', dist('cli')))]).toEqual(['commander']);
  });

  it('a command that does not validate never loads the spec', () => {
    const packages = [...loadedBy(new URL('index.js', dist('core')))];
    expect(packages.filter((name) => name.startsWith('@objectstack/') || name === 'zod')).toEqual([]);
  });

  it('an embedded workspace never loads the driver of another engine', () => {
    const packages = [...loadedBy(new URL('index.js', dist('sql')))];
    expect(packages.filter((name) => name === 'pg' || name === 'mysql2')).toEqual([]);
  });
});
