/** Owns how it reads what a run would be refused with, beside its tables. */
import type { Obstacle } from '@objectstack/metadata-authoring';
import type { Style } from './style.ts';

/** @returns '' where nothing stands in the way */
export function renderObstacles(obstacles: readonly Obstacle[], style: Style): string {
  if (obstacles.length === 0) return '';
  const lines = obstacles.flatMap(({ code, message, suggestion }) => [
    `  ${style.red('✗')} ${message} ${style.dim(code)}`,
    ...(suggestion === null ? [] : [`    ${style.dim(suggestion)}`]),
  ]);
  return `\n${style.bold('In the way')}  ${style.dim('the run is refused with it, before anything changes')}\n${lines.join('\n')}\n`;
}
