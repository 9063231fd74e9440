/** Owns what finalize answers: the shape of a publish, told of the version that is live. */
import {
  changeOf,
  type EnvironmentDetail,
  hazardsOf,
  type RunRow,
  reverseOf,
  type Step,
} from '@objectstack/metadata-authoring';
import type { CommandResult } from '../command-line/command.ts';
import { stepWords } from '../output/step-words.ts';

export function finalizeResult(
  run: RunRow,
  environment: EnvironmentDetail,
  packageId: string,
): CommandResult {
  const live = environment.installations.find((installed) => installed.package === packageId);
  // A contract run creates no table, so every stored step is whole.
  const steps = (run.frozen?.steps ?? []).filter((step): step is Step => step.kind !== 'create_table');
  return {
    json: {
      packageVersionId: live?.versionId ?? null,
      semver: live?.version ?? null,
      checksum: live?.checksum ?? null,
      plan: {
        changes: steps.flatMap((step) => changeOf(step) ?? []),
        backfills: [],
        destructive: run.frozen?.destructive ?? false,
        steps: steps.map((step) => ({
          id: step.id,
          kind: step.kind,
          phase: step.phase,
          table: step.table,
          hazards: hazardsOf(step),
          reversible: !('irreversible' in (reverseOf(step) ?? {})),
        })),
        planHash: run.frozen?.planHash ?? null,
      },
      activatedEnv: environment.name,
      changeLogSeq: run.changeLogSeq,
      run: run.id,
      state: run.state,
    },
    text(style) {
      if (steps.length === 0) return `Nothing is left over in ${style.bold(environment.name)}.\n`;
      const lines = steps.map((step) => {
        const { what, name, detail } = stepWords(step);
        return `  ${what} ${name} ${detail}`;
      });
      return `${style.green('✓')} ${style.bold(environment.name)} is tidy; rollback can still bring back:\n${lines.join('\n')}\n`;
    },
  };
}
