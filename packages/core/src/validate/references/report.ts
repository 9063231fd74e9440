/** Owns where reports and their blocks name a dataset, its dimensions and measures, and fields to filter by. */
import { chartPositions } from './chart.ts';
import { filterFields } from './filter.ts';
import { eachBody, partList } from './list-view.ts';
import { type Body, nameAt, type Positions } from './position.ts';

export function reportPositions(body: Body, positions: Positions): void {
  blockPositions(body, '', positions);
  eachBody(body.blocks, (block, index) => blockPositions(block, `blocks.${index}.`, positions));
}

function blockPositions(block: Body, path: string, positions: Positions): void {
  const dataset = nameAt(block, 'dataset');
  positions.item(block, 'dataset', 'dataset', `${path}dataset`);
  if (dataset === undefined) return;
  const axes = { type: 'dataset', name: dataset, group: 'axes' } as const;
  const measures = { type: 'dataset', name: dataset, group: 'measures' } as const;
  for (const key of ['rows', 'columns']) partList(block, key, axes, `${path}${key}`, positions);
  partList(block, 'values', measures, `${path}values`, positions);
  eachBody(block.order, (order, index) => {
    positions.part(order, 'by', axes, `${path}order.${index}.by`);
  });
  filterFields(positions, block, 'runtimeFilter', { dataset }, `${path}runtimeFilter`);
  chartPositions(block.chart, dataset, `${path}chart`, positions);
}
