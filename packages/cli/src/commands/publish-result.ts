/** Owns what publish, promote, activate and finalize answer: the same shape, the same words. */
import type { DiffResult, PublishResult } from '@objectstack/metadata-authoring';
import type { CommandResult } from '../command-line/command.ts';
import { renderActivationHealth } from '../output/health-view.ts';
import { dryRunJson, publishJson } from '../output/plan-json.ts';
import { renderDiff } from '../output/plan-view.ts';
import type { Style } from '../output/style.ts';

/** @param verb what the version is now, unless it waits for its swap */
export function publishResult(result: PublishResult, verb: string): CommandResult {
  return { json: publishJson(result), text: (style) => publishText(result, verb, style) };
}

function publishText(result: PublishResult, verb: string, style: Style): string {
  const { semver, packages, activatedEnv, plan, run, state, followUps } = result;
  const held = state === 'applied';
  const steps = plan.steps.length === 1 ? '1 step' : `${plan.steps.length} steps`;
  const isTrain = packages.length > 1;
  const what = isTrain ? packages.map((one) => `${one.package} ${one.version}`).join(', ') : semver;
  const are = isTrain ? 'are' : 'is';
  const lines = [
    held
      ? `${style.yellow('…')} ${style.bold(what)} ${are} ready in ${style.bold(activatedEnv)}: ${style.cyan(`mda activate --env ${activatedEnv}`)} makes ${isTrain ? 'them' : 'it'} live`
      : `${style.green('✓')} ${style.bold(what)} ${are} ${verb} in ${style.bold(activatedEnv)} ${style.dim(`(${steps})`)}`,
    ...packages.map(({ checksum }) => style.dim(`  checksum ${checksum}`)),
    style.dim(`  run ${run}`),
  ];
  for (const followUp of followUps) lines.push(style.dim(`  then: ${followUp.kind} ${followUp.state}`));
  return `${lines.join('\n')}\n${renderActivationHealth(result.health, style)}`;
}

export function dryRunResult(diff: DiffResult): CommandResult {
  return {
    json: dryRunJson(diff),
    text: (style) => `${renderDiff(diff, style)}\n${style.dim('Dry run: nothing was changed.')}\n`,
  };
}
