import { existsSync, readdirSync } from 'node:fs';
import { defineConfig, type UserConfig } from 'tsdown';

// One build for every package that has something to build: ESM, declarations, one chunk per dynamic import().
// Everything from node_modules stays outside, and so do the workspace packages among the dependencies; a workspace
// package among the devDependencies is bundled (the CLI carries the sample app that way). A package is built from
// its src/index.ts (library) and src/main.ts (executable), whichever it has.
const roots = [...readdirSync('packages').map((name) => `packages/${name}`), 'bench'];

// Kysely comes as some 250 files, which take 200 ms to load one by one and 30 ms as one: every command pays that.
const BUNDLED: Readonly<Record<string, string[]>> = { 'packages/sql': ['kysely'] };

function build(cwd: string): UserConfig[] {
  const entry = ['src/index.ts', 'src/main.ts'].filter((file) => existsSync(`${cwd}/${file}`));
  if (entry.length === 0) return [];
  return [
    {
      cwd,
      name: cwd,
      entry,
      format: 'esm',
      platform: 'node',
      target: 'node20.19',
      fixedExtension: false,
      dts: entry.includes('src/index.ts') ? { tsconfig: 'tsconfig.json' } : false,
      sourcemap: true,
      treeshake: true,
      clean: true,
      hash: false,
      deps: BUNDLED[cwd] ? { alwaysBundle: BUNDLED[cwd] } : { skipNodeModulesBundle: true },
      checks: { pluginTimings: false },
      inputOptions: { resolve: { conditionNames: ['@objectstack/source', 'import', 'node', 'default'] } },
      logLevel: 'warn',
    },
  ];
}

export default defineConfig(roots.flatMap(build));
