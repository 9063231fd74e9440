// 1.0.0: the first release, as one stack.
import type { ObjectStackDefinition } from '@objectstack/spec';
import { actions } from './actions.ts';
import { app } from './app.ts';
import { overview } from './dashboard.ts';
import { pipelineMetrics, supportMetrics } from './datasets.ts';
import { convertLead } from './flows/convert-lead.ts';
import { escalateUrgent } from './flows/escalate-urgent.ts';
import { objects } from './objects/index.ts';
import { positions, salesUser, supportUser } from './permissions.ts';
import { pipelineByStage } from './report.ts';
import { accountSeed, caseSeed, contactSeed, productSeed } from './seeds.ts';
import { german } from './translations.ts';
import { views } from './views/index.ts';

const manifest = {
  id: 'com.example.crm',
  namespace: 'crm',
  version: '1.0.0',
  type: 'app' as const,
  name: 'CRM',
  description: 'Customers, deals and support.',
  engines: { protocol: '^17' },
};

export const stackV1 = {
  manifest,
  requires: ['ui', 'automation', 'triggers'],
  i18n: { defaultLocale: 'en', supportedLocales: ['en', 'de'], fallbackLocale: 'en' },
  objects,
  views,
  apps: [app],
  actions,
  flows: [convertLead, escalateUrgent],
  datasets: [pipelineMetrics, supportMetrics],
  dashboards: [overview],
  reports: [pipelineByStage],
  permissions: [salesUser, supportUser],
  positions,
  data: [productSeed, accountSeed, contactSeed, caseSeed],
  translations: [german],
} satisfies ObjectStackDefinition;
