// The views of 2.0.0, one container an object. Dropped fields leave the views that showed them.
import type { View } from '@objectstack/spec/ui';
import { campaignViews } from '../../v1/views/campaign.ts';
import { productViews } from '../../v1/views/product.ts';
import { quoteViews } from '../../v1/views/quote.ts';
import { quoteLineViews } from '../../v1/views/quote-line.ts';
import { accountViews } from '../../v2/views/account.ts';
import { articleViews } from '../../v2/views/article.ts';
import { contactViews } from '../../v2/views/contact.ts';
import { contractViews } from '../../v2/views/contract.ts';
import { leadViews } from '../../v2/views/lead.ts';
import { opportunityViews } from '../../v2/views/opportunity.ts';
import { activityViews } from './activity.ts';
import { ticketViews } from './ticket.ts';
import { withoutField } from './without-field.ts';

export const views: View[] = [
  accountViews,
  withoutField(contactViews, 'fax'),
  campaignViews,
  leadViews,
  withoutField(opportunityViews, 'competitors'),
  productViews,
  quoteViews,
  quoteLineViews,
  contractViews,
  ticketViews,
  articleViews,
  activityViews,
];
