// 1.1.0: mostly additive, with one renamed field.
import type { ObjectStackDefinition } from '@objectstack/spec';
import { supportMetrics } from '../v1/datasets.ts';
import { escalateUrgent } from '../v1/flows/escalate-urgent.ts';
import { caseSeed, contactSeed, productSeed } from '../v1/seeds.ts';
import { stackV1 } from '../v1/stack.ts';
import type { Rename } from '../version.ts';
import { app } from './app.ts';
import { overview } from './dashboard.ts';
import { pipelineMetrics } from './datasets.ts';
import { convertLead } from './flows.ts';
import { objects } from './objects/index.ts';
import { salesUser, supportUser } from './permissions.ts';
import { accountSeed, articleSeed } from './seeds.ts';
import { german } from './translations.ts';
import { views } from './views/index.ts';

export const renamesV2: readonly Rename[] = [{ ref: 'object/crm_account', field: 'phone', to: 'main_phone' }];

export const stackV2 = {
  ...stackV1,
  manifest: { ...stackV1.manifest, version: '1.1.0' },
  objects,
  views,
  apps: [app],
  flows: [convertLead, escalateUrgent],
  datasets: [pipelineMetrics, supportMetrics],
  dashboards: [overview],
  permissions: [salesUser, supportUser],
  data: [productSeed, accountSeed, contactSeed, caseSeed, articleSeed],
  translations: [german],
} satisfies ObjectStackDefinition;
