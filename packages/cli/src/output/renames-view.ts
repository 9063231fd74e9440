/** Owns how renamed fields of a draft read: under which name their values are found. */
import type { StagedRename } from '@objectstack/metadata-authoring';
import type { Style } from './style.ts';

export function renderRenames(renames: readonly StagedRename[], style: Style): string {
  if (renames.length === 0) return '';
  const lines = renames.map(
    ({ object, from, to, gone }) =>
      `  ${object}.${from}  becomes ${to}${gone ? style.red(', which is gone by now: its values go') : ', with its values'}\n`,
  );
  return `${style.bold('Renamed fields')}\n${lines.join('')}`;
}
