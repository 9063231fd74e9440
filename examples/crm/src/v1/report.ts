// The report crm_pipeline_by_stage: open deals, grouped by stage.
import type { Report } from '@objectstack/spec/ui';

export const pipelineByStage: Report = {
  name: 'crm_pipeline_by_stage',
  label: 'Pipeline by Stage',
  description: 'Open deals, grouped by stage.',
  type: 'summary',
  dataset: 'crm_pipeline_metrics',
  rows: ['stage'],
  values: ['deal_count', 'total_amount'],
  runtimeFilter: { stage: { $nin: ['won', 'lost'] } },
  drilldown: true,
};
