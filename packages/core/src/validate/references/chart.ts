/** Owns where a chart configuration names dimensions and measures of the dataset it is drawn from. */
import { eachBody } from './list-view.ts';
import { type Body, isBody, type PartOwner, type Positions } from './position.ts';

export function chartPositions(
  chart: unknown,
  dataset: string | undefined,
  path: string,
  positions: Positions,
): void {
  if (!isBody(chart)) return;
  const dimensions = { type: 'dataset', name: dataset, group: 'dimensions' } as const;
  const measures = { type: 'dataset', name: dataset, group: 'measures' } as const;
  axis(chart, 'xAxis', dimensions, path, positions);
  axis(chart, 'yAxis', measures, path, positions);
  eachBody(chart.series, (series, index) => {
    positions.part(series, 'name', measures, `${path}.series.${index}.name`);
  });
}

/** An axis is written as a name, as `{field}`, or as a list of `{field}`. */
function axis(chart: Body, key: string, of: PartOwner, path: string, positions: Positions): void {
  const value = chart[key];
  if (isBody(value)) positions.part(value, 'field', of, `${path}.${key}.field`);
  else if (Array.isArray(value)) {
    eachBody(value, (entry, index) => positions.part(entry, 'field', of, `${path}.${key}.${index}.field`));
  } else positions.part(chart, key, of, `${path}.${key}`);
}
