/**
 * Owns finding which error codes the sources can answer with: every text equal to a code, in code that is shipped, but
 * for comparisons (`error.code === 'LEASE_LOST'`) and types. The testkit raises nothing of its own, so it stays out.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { filesUnder } from './files-under.ts';

const TABLE = 'packages/core/src/error.ts';

/** @returns code → files that raise it, sorted, relative to `root` */
export function raisedCodes(root: string, codes: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const raised = new Map(codes.map((code) => [code, new Set<string>()]));
  for (const file of filesUnder(root, 'packages')) {
    if (!/^packages\/[^/]+\/src\/.*\.ts$/.test(file) || /\.test\.ts$/.test(file)) continue;
    if (file === TABLE || file.startsWith('packages/testkit/')) continue;
    const source = ts.createSourceFile(
      file,
      readFileSync(join(root, file), 'utf8'),
      ts.ScriptTarget.Latest,
      true,
    );
    const visit = (node: ts.Node): void => {
      if (ts.isStringLiteralLike(node) && !isComparison(node.parent) && !ts.isLiteralTypeNode(node.parent))
        raised.get(node.text)?.add(file);
      ts.forEachChild(node, visit);
    };
    visit(source);
  }
  return new Map([...raised].map(([code, files]) => [code, [...files].sort()]));
}

const COMPARING: ReadonlySet<ts.SyntaxKind> = new Set([
  ts.SyntaxKind.EqualsEqualsEqualsToken,
  ts.SyntaxKind.ExclamationEqualsEqualsToken,
]);

function isComparison(node: ts.Node): boolean {
  return ts.isBinaryExpression(node) && COMPARING.has(node.operatorToken.kind);
}
