/** Owns how an adoption reads: what became of the rows of a runtime, what was left, and what changed there since. */
import {
  type AdoptedBaseline,
  type AdoptedChanges,
  counted,
  type FlatChanges,
} from '@objectstack/metadata-authoring';
import { renderDrift } from './drift-view.ts';
import { renderProblems } from './problems-view.ts';
import type { Style } from './style.ts';

export function adoptedText(result: AdoptedBaseline | AdoptedChanges, style: Style): string {
  return result.mode === 'baseline' ? baselineText(result, style) : changesText(result, style);
}

export function flatChangesText(
  { environment, package: id, since, changes }: FlatChanges,
  style: Style,
): string {
  if (changes.length === 0)
    return style.green(`Nothing changed in the rows of ${id} in ${environment} since ${since}.\n`);
  const lines = changes.map(({ ref, change }) => `  ${change} ${ref}`);
  return `${style.yellow(`${counted(changes.length, 'row')} of ${id} changed in ${environment} since ${since}`)}\n${lines.join('\n')}\nnext: ${style.cyan(`mda adopt --env ${environment} --package ${id}`)}\n`;
}

function baselineText(result: AdoptedBaseline, style: Style): string {
  const { environment, package: id, version, items, checksum, drift } = result;
  return (
    `${style.bold(`${id} ${version}`)} is live in ${environment}: ${counted(items, 'item')}, checksum ${checksum}\n` +
    leftText(result, style) +
    renderProblems(result.problems, style, '  ') +
    renderDrift(drift, style) +
    `next: ${style.cyan(`mda stage put TYPE NAME --file F --package ${id}`)}, ${style.cyan(`mda diff --env ${environment}`)}\n`
  );
}

function changesText(result: AdoptedChanges, style: Style): string {
  const { environment, package: id, staged, conflicts, changes } = result;
  const open = conflicts.map(({ ref, reason }) => `  ${style.red('not taken')} ${ref}: ${reason}\n`);
  return (
    `${style.bold(id)}: ${counted(changes.length, 'row')} changed in ${environment}, ${counted(staged.length, 'item')} staged\n` +
    open.join('') +
    leftText(result, style) +
    renderProblems(result.problems, style, '  ') +
    `next: ${style.cyan('mda status')}, ${style.cyan(`mda diff --env ${environment}`)}\n`
  );
}

function leftText({ left, converted }: AdoptedBaseline | AdoptedChanges, style: Style): string {
  const lines = left.map(({ ref, reason }) => `  ${style.yellow('left')} ${ref}: ${reason}\n`);
  if (converted.length > 0)
    lines.push(style.dim(`  ${converted.length} places rewritten from an older protocol\n`));
  return lines.join('');
}
