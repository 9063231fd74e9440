// The objects of 2.0.0: crm_competitor is gone, and crm_case is crm_ticket.
import type { ServiceObject } from '@objectstack/spec/data';
import { quote } from '../../v1/objects/quote.ts';
import { quoteLine } from '../../v1/objects/quote-line.ts';
import { article } from '../../v2/objects/article.ts';
import { contract } from '../../v2/objects/contract.ts';
import { account } from './account.ts';
import { activity } from './activity.ts';
import { campaign } from './campaign.ts';
import { contact } from './contact.ts';
import { lead } from './lead.ts';
import { opportunity } from './opportunity.ts';
import { product } from './product.ts';
import { ticket } from './ticket.ts';

export const objects: ServiceObject[] = [
  account,
  contact,
  campaign,
  lead,
  opportunity,
  product,
  quote,
  quoteLine,
  contract,
  ticket,
  article,
  activity,
];
