// The overview in 1.1.0: one more widget, by forecast.
import type { Dashboard } from '@objectstack/spec/ui';
import { overview as before } from '../v1/dashboard.ts';

export const overview: Dashboard = {
  ...before,
  widgets: [
    ...before.widgets,
    {
      id: 'amount_by_forecast',
      title: 'Amount by Forecast',
      type: 'bar',
      dataset: 'crm_pipeline_metrics',
      dimensions: ['forecast'],
      values: ['total_amount'],
      chartConfig: { type: 'bar', xAxis: { field: 'forecast' }, yAxis: [{ field: 'total_amount' }] },
      layout: { x: 0, y: 6, w: 12, h: 4 },
    },
  ],
};
