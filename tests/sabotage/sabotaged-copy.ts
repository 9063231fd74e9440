/** Owns a copy of the sources in which one line is other than it should be, and running one test of it there. */
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Patch } from './patches.ts';

export const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const COPIED = [
  'packages',
  'tests',
  'examples',
  'scripts',
  'package.json',
  'tsconfig.json',
  'tsconfig.base.json',
];
const SKIPPED = /[/\\](node_modules|dist|real-upgrades)([/\\]|$)/;

/** No server is met: what is proven here shows on SQLite as well. */
const config = (seed: number) => `import { defineConfig } from 'vitest/config';
const conditions = ['@objectstack/source', 'module', 'node', 'development|production'];
export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
  test: {
    include: ['packages/**/*.test.ts', 'tests/**/*.test.ts'],
    testTimeout: 60_000,
    setupFiles: ['tests/support/seed.ts'],
    provide: { deep: false, seed: ${seed}, postgresServers: [], pgUrl: null, pgSkipReason: 'not met', mysqlServers: [], mysqlSkipReason: 'not met' },
  },
});
`;

export interface Outcome {
  readonly failed: boolean;
  /** Tests that ran. */
  readonly ran: number;
  readonly output: string;
}

/** @param patch null: nothing is changed */
export function runSabotaged(patch: Patch | null, test: Patch['caughtBy'], seed: number): Outcome {
  const copy = mkdtempSync(join(tmpdir(), 'mda-sabotage-'));
  try {
    for (const name of COPIED)
      cpSync(join(ROOT, name), join(copy, name), {
        recursive: true,
        filter: (source) => !SKIPPED.test(source.slice(ROOT.length - 1)),
      });
    linkModules(copy);
    writeFileSync(join(copy, 'vitest.config.ts'), config(seed));
    if (patch) apply(copy, patch);
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [
        join(ROOT, 'node_modules/vitest/vitest.mjs'),
        'run',
        test.file,
        '-t',
        test.test,
        '--reporter=json',
        '--no-color',
      ],
      {
        cwd: copy,
        encoding: 'utf8',
        env: { ...process.env, VITEST: undefined, VITEST_WORKER_ID: undefined },
        maxBuffer: 1 << 28,
      },
    );
    const json = /\{"numTotalTestSuites".*\}/s.exec(stdout)?.[0];
    const counts = json ? (JSON.parse(json) as { numPassedTests: number; numFailedTests: number }) : null;
    return {
      failed: status !== 0,
      ran: (counts?.numPassedTests ?? 0) + (counts?.numFailedTests ?? 0),
      output: `${stdout.slice(0, 4_000)}\n${stderr.slice(-2_000)}`,
    };
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

function apply(copy: string, patch: Patch): void {
  const path = join(copy, patch.file);
  writeFileSync(path, sabotaged(readFileSync(path, 'utf8'), patch));
}

/** The text of the file with the patch in it. @throws when what it replaces is not there once */
export function sabotaged(text: string, { file, from, to }: Omit<Patch, 'caughtBy'>): string {
  if (text.split(from).length !== 2) throw new Error(`${file} does not hold once: ${from}`);
  return text.replace(from, () => to);
}

/** Everything that is installed, and our own packages from the copy. */
function linkModules(copy: string): void {
  const modules = join(ROOT, 'node_modules');
  mkdirSync(join(copy, 'node_modules/@objectstack'), { recursive: true });
  for (const name of readdirSync(modules))
    if (name !== '@objectstack' && name !== '.cache' && name !== '.vite')
      symlinkSync(join(modules, name), join(copy, 'node_modules', name));
  for (const name of readdirSync(join(modules, '@objectstack')))
    if (!name.startsWith('metadata-authoring'))
      symlinkSync(join(modules, '@objectstack', name), join(copy, 'node_modules/@objectstack', name));
  for (const room of ['packages', 'examples'])
    for (const name of readdirSync(join(copy, room))) {
      const own = JSON.parse(readFileSync(join(copy, room, name, 'package.json'), 'utf8')) as {
        name: string;
      };
      symlinkSync(join(copy, room, name), join(copy, 'node_modules', own.name));
    }
}
