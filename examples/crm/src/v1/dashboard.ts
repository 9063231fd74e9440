// The overview dashboard: the pipeline and the support queue at a glance.
import type { Dashboard } from '@objectstack/spec/ui';

export const overview: Dashboard = {
  name: 'crm_overview',
  label: 'Overview',
  description: 'The pipeline and the support queue at a glance.',
  columns: 12,
  widgets: [
    {
      id: 'open_pipeline',
      title: 'Open Pipeline',
      type: 'metric',
      dataset: 'crm_pipeline_metrics',
      values: ['total_amount'],
      filter: { stage: { $nin: ['won', 'lost'] } },
      layout: { x: 0, y: 0, w: 6, h: 2 },
    },
    {
      id: 'open_reports',
      title: 'Open Cases',
      type: 'metric',
      dataset: 'crm_support_metrics',
      values: ['report_count'],
      filter: { status: 'open' },
      layout: { x: 6, y: 0, w: 6, h: 2 },
    },
    {
      id: 'amount_by_stage',
      title: 'Amount by Stage',
      type: 'bar',
      dataset: 'crm_pipeline_metrics',
      dimensions: ['stage'],
      values: ['total_amount'],
      chartConfig: { type: 'bar', xAxis: { field: 'stage' }, yAxis: [{ field: 'total_amount' }] },
      layout: { x: 0, y: 2, w: 6, h: 4 },
    },
    {
      id: 'reports_by_priority',
      title: 'Cases by Priority',
      type: 'pie',
      dataset: 'crm_support_metrics',
      dimensions: ['priority'],
      values: ['report_count'],
      chartConfig: { type: 'pie', xAxis: { field: 'priority' }, yAxis: [{ field: 'report_count' }] },
      layout: { x: 6, y: 2, w: 6, h: 4 },
    },
  ],
};
