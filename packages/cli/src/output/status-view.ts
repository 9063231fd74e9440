/** Owns how the state of a draft reads: grouped by what happens to the items. */
import type { ItemChange, StagedRename } from '@objectstack/metadata-authoring';
import type { Style } from './style.ts';

export interface StatusFacts {
  readonly packageId: string;
  readonly base: string | null;
  readonly changes: readonly ItemChange[];
  /** What is told after it, where no item reads otherwise. */
  readonly renames: readonly StagedRename[];
}

const LINES_SHOWN = 60;

export function renderStatus({ packageId, base, changes, renames }: StatusFacts, style: Style): string {
  const head = `${style.bold(packageId)} ${style.dim(base === null ? '(not published yet)' : `(on ${base})`)}\n`;
  if (changes.length === 0) return renames.length === 0 ? `${head}  nothing staged\n` : head;
  const lines = changes.slice(0, LINES_SHOWN).map((change) => `  ${lineOf(change, style)}`);
  if (changes.length > LINES_SHOWN) lines.push(style.dim(`  … and ${changes.length - LINES_SHOWN} more`));
  return `${head}${lines.join('\n')}\n`;
}

function lineOf({ ref, op, from }: ItemChange, style: Style): string {
  switch (op) {
    case 'put':
      return style.green(`put     ${ref}`);
    case 'delete':
      return style.red(`delete  ${ref}`);
    case 'rename':
      return style.yellow(`rename  ${ref}  from ${from ?? '?'}`);
  }
}
