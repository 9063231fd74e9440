// The objects of 1.0.0, in the order in which they are served.
import type { ServiceObject } from '@objectstack/spec/data';
import { account } from './account.ts';
import { activity } from './activity.ts';
import { campaign } from './campaign.ts';
import { supportCase } from './case.ts';
import { competitor } from './competitor.ts';
import { contact } from './contact.ts';
import { lead } from './lead.ts';
import { opportunity } from './opportunity.ts';
import { product } from './product.ts';
import { quote } from './quote.ts';
import { quoteLine } from './quote-line.ts';

export const objects: ServiceObject[] = [
  account,
  contact,
  campaign,
  lead,
  opportunity,
  competitor,
  product,
  quote,
  quoteLine,
  supportCase,
  activity,
];
