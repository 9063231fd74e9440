/** Owns docs/invariants.md: each promise with the tests that name it, found in the sources and counted there. */
import { findInvariantTests, type InvariantTest } from './find-invariant-tests.ts';
import { INVARIANT_GROUPS, type Invariant } from './invariant-list.ts';
import { code, GENERATED, table } from './markdown.ts';

export function invariantsPage(root: string): string {
  const tests = findInvariantTests(root);
  const all = INVARIANT_GROUPS.flatMap(({ invariants }) => invariants);
  const unknown = [...tests.keys()].filter((id) => !all.some((invariant) => invariant.id === id));
  if (unknown.length > 0)
    throw new Error(`tests name invariants that are not in the list: ${unknown.join(', ')}`);
  const count = ({ id }: Invariant) => tests.get(id)?.length ?? 0;
  const unproven = all.filter((invariant) => count(invariant) === 0);
  return `${GENERATED}
# Invariants

What must hold at every instant. A test that covers an invariant names its id in its title, or in the title of the suite
around it; this page finds and counts them. A contract test is one test here and runs once for every adapter, a
property test is one test here and runs many cases. What tests cannot prove is in [the limits of proof](limits-of-proof.md).

Of ${all.length} invariants, ${all.length - unproven.length} are named by a test, ${all.filter((one) => count(one) >= 2).length} by two or more.
${unproven.length === 0 ? '' : `\nUnproven, because no test names them: ${unproven.map(({ id }) => id).join(', ')}.\n`}
${INVARIANT_GROUPS.map(
  ({ title, invariants }) => `## ${title}

${table(
  ['id', 'promise', 'tests'],
  invariants.map((one) => [one.id, promiseOf(one), count(one) === 0 ? 'unproven' : String(count(one))]),
)}
`,
).join('\n')}
## The tests

${all
  .filter((invariant) => count(invariant) > 0)
  .map(({ id }) => `**${id}**\n\n${listOf(tests.get(id) ?? [])}\n`)
  .join('\n')}`;
}

function promiseOf({ promise, absent }: Invariant): string {
  return absent === undefined ? promise : `${promise} *Not here yet: ${absent}.*`;
}

function listOf(tests: readonly InvariantTest[]): string {
  return tests.map(({ file, title }) => `- ${code(file)}: ${title.replaceAll('\n', ' ')}`).join('\n');
}
