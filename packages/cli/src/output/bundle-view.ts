/** Owns how a bundle reads: what it is, who signed it, where it comes from. */
import type { ImportedBundle, VerifiedBundle } from '@objectstack/metadata-authoring';
import type { CommandResult } from '../command-line/command.ts';
import type { Style } from './style.ts';

export function importedBundle(bundle: ImportedBundle): CommandResult {
  return {
    json: bundle,
    text: (style) =>
      `${style.bold(`${bundle.package} ${bundle.version}`)} ${bundle.created ? 'is here as a sealed version' : 'was here already'}\n${renderBundle(bundle, style)}\nnext: ${style.cyan(`mda promote ${bundle.version} --to NAME --dry-run`)}\n`,
  };
}

export function renderBundle({ checksum, items, keyId, provenance }: VerifiedBundle, style: Style): string {
  const { sealedBy, sealedAt, base, runs } = provenance;
  const lines = [
    `  ${items} items, checksum ${checksum}`,
    keyId === null ? style.yellow('  nobody signed it') : `  signed by key ${keyId}`,
    `  sealed by ${sealedBy}${sealedAt === null ? '' : ` at ${sealedAt}`}${base === null ? '' : `, after ${base.version}`}`,
    ...runs.map(
      ({ environment, type, kind, at, by, approvedBy, rehearsal }) =>
        `  ${kind} to ${environment} (${type}) at ${at} by ${by}${approvedBy.length === 0 ? '' : `, approved by ${approvedBy.join(', ')}`}${rehearsal ? `, rehearsed by ${rehearsal.by} at ${rehearsal.at}` : ''}`,
    ),
  ];
  return `${lines.join('\n')}\n`;
}
