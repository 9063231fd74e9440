/** Owns finding the tests that name an invariant: `it('… (I-03)')`, or any test inside `describe('… (I-03)')`. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { filesUnder } from './files-under.ts';

export interface InvariantTest {
  readonly file: string;
  readonly title: string;
}

const FOLDERS = ['packages', 'tests', 'examples', 'bench'];
/** Suites of contracts are no *.test.ts: each adapter's test file calls them. */
const SUITE = /\.test\.ts$|^packages\/testkit\/src\/.*-contract\.ts$/;
const ID = /\bI-\d\d\b/g;

/** @returns invariant id → tests in order of file and line */
export function findInvariantTests(root: string): ReadonlyMap<string, readonly InvariantTest[]> {
  const found = new Map<string, InvariantTest[]>();
  for (const file of FOLDERS.flatMap((folder) => filesUnder(root, folder))) {
    if (!SUITE.test(file) || file.startsWith('tests/real-upgrades/')) continue;
    for (const { titles } of testsIn(file, readFileSync(join(root, file), 'utf8'))) {
      const title = titles.at(-1) ?? '';
      for (const id of new Set(titles.join(' ').match(ID) ?? []))
        found.set(id, [...(found.get(id) ?? []), { file, title }]);
    }
  }
  return found;
}

/** Titles of each test, outermost suite first. */
function testsIn(file: string, text: string): readonly { readonly titles: readonly string[] }[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const tests: { titles: readonly string[] }[] = [];
  const visit = (node: ts.Node, suites: readonly string[]): void => {
    let inside = suites;
    if (ts.isCallExpression(node)) {
      const name = rootName(node.expression);
      const title = titleOf(node.arguments[0]);
      if (title !== null && (name === 'it' || name === 'test')) tests.push({ titles: [...suites, title] });
      else if (title !== null && name.startsWith('describe')) inside = [...suites, title];
    }
    ts.forEachChild(node, (child) => visit(child, inside));
  };
  visit(source, []);
  return tests;
}

/** `it`, `it.each(rows)`, `describe.skipIf(no)` → the first name. */
function rootName(expression: ts.Expression): string {
  if (ts.isIdentifier(expression)) return expression.text;
  if (ts.isPropertyAccessExpression(expression) || ts.isCallExpression(expression))
    return rootName(expression.expression);
  return '';
}

/** A text, or the text of a template with `…` where values go. */
function titleOf(argument: ts.Expression | undefined): string | null {
  if (!argument) return null;
  if (ts.isStringLiteralLike(argument)) return argument.text;
  if (!ts.isTemplateExpression(argument)) return null;
  return [argument.head.text, ...argument.templateSpans.map((span) => span.literal.text)].join('…');
}
