// Datasets of 2.0.0: support is measured on tickets.
import type { Dataset } from '@objectstack/spec/ui';
import { followRename } from '../evolve.ts';
import { supportMetrics as before } from '../v1/datasets.ts';

export const supportMetrics: Dataset = followRename(before, 'crm_case', 'crm_ticket');
