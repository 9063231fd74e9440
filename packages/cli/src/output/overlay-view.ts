/** Owns how overlays read: what is overridden, what a version makes of it, and where it differs from its package. */
import type {
  OverlayOutcome,
  OverlayReport,
  OverlayResult,
  OverlayView,
} from '@objectstack/metadata-authoring';
import type { Style } from './style.ts';
import { renderTable } from './table.ts';

const OUTCOME_WORDS: Readonly<Record<OverlayOutcome['outcome'], string>> = {
  kept: 'kept',
  merged: 'merged',
  needs_you: 'needs you',
};

export function overlayText(result: OverlayResult, what: string, style: Style): string {
  const { ref, environment, checksum, unchanged } = result;
  const said = unchanged ? 'says this already' : what;
  return `${style.bold(ref)} ${said} in ${environment}\n${checksum === null ? '' : style.dim(`  checksum ${checksum}\n`)}`;
}

export function renderOverlays({ environment, version, overlays }: OverlayReport, style: Style): string {
  if (overlays.length === 0) return style.green(`Nothing is overridden in ${environment}.\n`);
  const head =
    version === null ? `Overridden in ${environment}` : `Overlays of ${environment} under ${version}`;
  return `${style.bold(head)}\n${outcomeTable(overlays, style)}`;
}

export function outcomeTable(overlays: readonly OverlayOutcome[], style: Style): string {
  return renderTable(
    ['', 'item', 'package', 'by', 'at', ''],
    overlays.map(({ outcome, ref, package: id, updatedBy, updatedAt, reason }) => [
      OUTCOME_WORDS[outcome],
      ref,
      id,
      updatedBy,
      updatedAt,
      reason ?? null,
    ]),
    style,
    '  ',
  );
}

export function renderOverlay(view: OverlayView, style: Style): string {
  const { ref, environment, packaged, differences, updatedBy, updatedAt, base, checksum } = view;
  const lines = [
    `${style.bold(ref)} in ${environment}, by ${updatedBy} at ${updatedAt} ${style.dim(checksum)}`,
    packaged === null
      ? style.yellow('  no package ships it')
      : `  over ${packaged.package}${packaged.checksum === base ? '' : style.yellow(', which ships another item by now')}`,
    ...differences.flatMap((difference) => [
      `  ${style.cyan(difference.path || 'the whole item')}`,
      ...('packaged' in difference ? [style.red(`    - ${JSON.stringify(difference.packaged)}`)] : []),
      ...('overlay' in difference ? [style.green(`    + ${JSON.stringify(difference.overlay)}`)] : []),
    ]),
  ];
  return `${lines.join('\n')}\n`;
}
