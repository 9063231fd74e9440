// The views of 1.1.0, one container an object.
import type { View } from '@objectstack/spec/ui';
import { campaignViews } from '../../v1/views/campaign.ts';
import { competitorViews } from '../../v1/views/competitor.ts';
import { productViews } from '../../v1/views/product.ts';
import { quoteViews } from '../../v1/views/quote.ts';
import { quoteLineViews } from '../../v1/views/quote-line.ts';
import { accountViews } from './account.ts';
import { activityViews } from './activity.ts';
import { articleViews } from './article.ts';
import { caseViews } from './case.ts';
import { contactViews } from './contact.ts';
import { contractViews } from './contract.ts';
import { leadViews } from './lead.ts';
import { opportunityViews } from './opportunity.ts';

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
  contractViews,
  caseViews,
  articleViews,
  activityViews,
];
