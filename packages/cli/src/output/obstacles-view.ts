/** Owns how it reads what stands in the way of content in an environment, whatever its tables are like. */
import type { Obstacle } from '@objectstack/metadata-authoring';
import type { Style } from './style.ts';

/** @param what is refused, as in 'a publish' @returns '' where nothing stands in the way */
export function renderObstacles(obstacles: readonly Obstacle[], what: string, style: Style): string {
  if (obstacles.length === 0) return '';
  const lines = obstacles.flatMap(({ code, message, suggestion }) => [
    `  ${style.red('✗')} ${message} ${style.dim(code)}`,
    ...(suggestion === null ? [] : [`    ${style.dim(suggestion)}`]),
  ]);
  return `\n${style.bold('In the way')}  ${style.dim(`${what} is refused with it, before anything changes`)}\n${lines.join('\n')}\n`;
}
