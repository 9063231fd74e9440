// The views of 1.0.0, one container an object.
import type { View } from '@objectstack/spec/ui';
import { accountViews } from './account.ts';
import { activityViews } from './activity.ts';
import { campaignViews } from './campaign.ts';
import { caseViews } from './case.ts';
import { competitorViews } from './competitor.ts';
import { contactViews } from './contact.ts';
import { leadViews } from './lead.ts';
import { opportunityViews } from './opportunity.ts';
import { productViews } from './product.ts';
import { quoteViews } from './quote.ts';
import { quoteLineViews } from './quote-line.ts';

export const views: View[] = [
  accountViews,
  contactViews,
  campaignViews,
  leadViews,
  opportunityViews,
  competitorViews,
  productViews,
  quoteViews,
  quoteLineViews,
  caseViews,
  activityViews,
];
