#!/usr/bin/env node
// The `mda` executable. Committed, so that npm can link the command before the first build.
import { existsSync } from 'node:fs';
import module from 'node:module';

const main = new URL('../dist/main.js', import.meta.url);
if (existsSync(main)) {
  module.enableCompileCache?.();
  await import(main.href);
} else {
  process.stderr.write('mda is not built yet: run `npm run build` in the repository root.\n');
  process.exitCode = 70;
}
