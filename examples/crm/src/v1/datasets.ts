// Semantic layer: the dimensions and measures that the dashboard and the report name.
import type { Dataset } from '@objectstack/spec/ui';

export const pipelineMetrics: Dataset = {
  name: 'crm_pipeline_metrics',
  label: 'Pipeline Metrics',
  description: 'Counts and amounts of opportunities.',
  object: 'crm_opportunity',
  dimensions: [
    { name: 'stage', label: 'Stage', field: 'stage', type: 'string' },
    { name: 'account', label: 'Account', field: 'account', type: 'lookup' },
    { name: 'close_date', label: 'Close Date', field: 'close_date', type: 'date', dateGranularity: 'month' },
  ],
  measures: [
    { name: 'deal_count', label: 'Deals', aggregate: 'count' },
    { name: 'total_amount', label: 'Total Amount', aggregate: 'sum', field: 'amount', currency: 'EUR' },
  ],
};

export const supportMetrics: Dataset = {
  name: 'crm_support_metrics',
  label: 'Support Metrics',
  description: 'Volume and quality of support.',
  object: 'crm_case',
  dimensions: [
    { name: 'status', label: 'Status', field: 'status', type: 'string' },
    { name: 'priority', label: 'Priority', field: 'priority', type: 'string' },
  ],
  measures: [
    { name: 'report_count', label: 'Reports', aggregate: 'count' },
    { name: 'avg_satisfaction', label: 'Satisfaction', aggregate: 'avg', field: 'satisfaction' },
  ],
};
