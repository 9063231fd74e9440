// The objects of 1.1.0: those of 1.0.0, six of them changed, and two new ones.
import type { ServiceObject } from '@objectstack/spec/data';
import { campaign } from '../../v1/objects/campaign.ts';
import { competitor } from '../../v1/objects/competitor.ts';
import { product } from '../../v1/objects/product.ts';
import { quote } from '../../v1/objects/quote.ts';
import { quoteLine } from '../../v1/objects/quote-line.ts';
import { account } from './account.ts';
import { activity } from './activity.ts';
import { article } from './article.ts';
import { supportCase } from './case.ts';
import { contact } from './contact.ts';
import { contract } from './contract.ts';
import { lead } from './lead.ts';
import { opportunity } from './opportunity.ts';

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
  contract,
  supportCase,
  article,
  activity,
];
