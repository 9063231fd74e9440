// The rows that a 2.0.0 runtime adds.
import type { Rows } from '../../version.ts';
import { accounts, contacts, contracts } from './customers.ts';
import { campaigns, leads } from './market.ts';
import { opportunities, products, quoteLines, quotes } from './sales.ts';
import { activities, articles, tickets } from './service.ts';

export const rowsV3: Rows = {
  crm_account: accounts,
  crm_contact: contacts,
  crm_product: products,
  crm_opportunity: opportunities,
  crm_campaign: campaigns,
  crm_lead: leads,
  crm_quote: quotes,
  crm_quote_line: quoteLines,
  crm_contract: contracts,
  crm_ticket: tickets,
  crm_article: articles,
  crm_activity: activities,
};
