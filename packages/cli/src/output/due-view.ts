/** Owns what came of a look at what is due: what is live now, what was refused, what waits on. */
import { type DueResult, ERROR_CODES, ERROR_KINDS, type ErrorCode } from '@objectstack/metadata-authoring';
import type { CommandResult } from '../command-line/command.ts';
import { publishJson } from './plan-json.ts';
import type { Style } from './style.ts';

/** One that was refused makes the whole command fail, after every other was swapped. */
export function dueResult(result: DueResult): CommandResult {
  const { activated, refused, waiting } = result;
  const [first] = refused;
  const kind = first && ERROR_CODES[first.code as ErrorCode];
  return {
    json: { activated: activated.map(publishJson), refused, waiting },
    text: (style) => dueText(result, style),
    ...(first && kind
      ? {
          failure: {
            code: first.code,
            kind,
            message: `run ${first.run} in '${first.environment}' was due: ${first.message}`,
            exit: ERROR_KINDS[kind].exit,
          },
        }
      : {}),
  };
}

function dueText({ activated, refused, waiting }: DueResult, style: Style): string {
  const lines = [
    ...activated.map(
      ({ packages, activatedEnv }) =>
        `${style.green('✓')} ${packages.map((one) => `${one.package} ${one.version}`).join(', ')} live in ${style.bold(activatedEnv)}`,
    ),
    ...refused.map(
      ({ run, environment, code, message }) =>
        `${style.red('✗')} run ${run} in ${style.bold(environment)} waits on: ${code}, ${message}`,
    ),
    ...waiting.map(
      ({ run, environment, activateAt }) =>
        `  run ${run} in ${style.bold(environment)} waits for ${activateAt}`,
    ),
  ];
  return lines.length === 0 ? 'Nothing is due, and nothing waits for a time.\n' : `${lines.join('\n')}\n`;
}
