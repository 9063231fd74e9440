/** Owns what the staging of one item answers. */
import type { RenameResult, StageResult } from '@objectstack/metadata-authoring';
import type { CommandResult } from '../command-line/command.ts';
import { renderProblems } from '../output/problems-view.ts';

export function stageResult(result: StageResult): CommandResult {
  const { ref, checksum, draftVersion, unchanged, warnings } = result;
  return {
    json: { ref, draftVersion, warnings, checksum, unchanged },
    text(style) {
      const what = unchanged ? 'is unchanged' : checksum === null ? 'is staged for removal' : 'is staged';
      return `${style.bold(ref)} ${what} ${style.dim(checksum ?? '')}\n${renderProblems(warnings, style, '  ')}`;
    },
  };
}

export function renameResult(result: RenameResult): CommandResult {
  const { ref, draftVersion, rewritten, warnings } = result;
  return {
    json: { ref, draftVersion, warnings, rewritten },
    text(style) {
      const where = rewritten.length > 0 ? `, and followed in ${rewritten.join(', ')}` : '';
      return `Renamed in ${style.bold(ref)}${where}.\n${renderProblems(warnings, style, '  ')}`;
    },
  };
}
