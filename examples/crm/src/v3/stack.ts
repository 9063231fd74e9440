// 2.0.0: the breaking release, with a renamed object, two retypes, and what nobody used dropped.
import type { ObjectStackDefinition } from '@objectstack/spec';
import { contactSeed, productSeed } from '../v1/seeds.ts';
import { pipelineMetrics } from '../v2/datasets.ts';
import { convertLead } from '../v2/flows.ts';
import { accountSeed, articleSeed } from '../v2/seeds.ts';
import { stackV2 } from '../v2/stack.ts';
import type { Rename } from '../version.ts';
import { app } from './app.ts';
import { overview } from './dashboard.ts';
import { supportMetrics } from './datasets.ts';
import { escalateUrgent } from './flows.ts';
import { objects } from './objects/index.ts';
import { salesUser, supportUser } from './permissions.ts';
import { ticketSeed } from './seeds.ts';
import { german } from './translations.ts';
import { views } from './views/index.ts';

export const renamesV3: readonly Rename[] = [
  { ref: 'object/crm_case', to: 'crm_ticket' },
  { ref: 'object/crm_activity', field: 'related_case', to: 'related_ticket' },
];

export const stackV3 = {
  ...stackV2,
  manifest: { ...stackV2.manifest, version: '2.0.0' },
  objects,
  views,
  apps: [app],
  flows: [convertLead, escalateUrgent],
  datasets: [pipelineMetrics, supportMetrics],
  dashboards: [overview],
  permissions: [salesUser, supportUser],
  data: [productSeed, accountSeed, contactSeed, ticketSeed, articleSeed],
  translations: [german],
} satisfies ObjectStackDefinition;
