/** Every kind of step has its goldens, and every file of goldens a kind of step. */
import { readdirSync } from 'node:fs';
import { STEP_KINDS } from '@objectstack/metadata-authoring';
import { expect, it } from 'vitest';

const others = ['expressions', 'coverage', 'preflight'];

it('has one file a step kind, and no other', () => {
  const files = readdirSync(import.meta.dirname)
    .filter((file) => file.endsWith('.test.ts'))
    .map((file) => file.replace('.test.ts', ''))
    .filter((file) => !others.includes(file));
  expect(files.sort()).toEqual(STEP_KINDS.map((kind) => kind.replaceAll('_', '-')).sort());
});
