// Datasets of 1.1.0: the pipeline can be cut by forecast.
import type { Dataset } from '@objectstack/spec/ui';
import { pipelineMetrics as before } from '../v1/datasets.ts';

export const pipelineMetrics: Dataset = {
  ...before,
  dimensions: [
    ...(before.dimensions ?? []),
    { name: 'forecast', label: 'Forecast', field: 'forecast', type: 'string' },
  ],
};
