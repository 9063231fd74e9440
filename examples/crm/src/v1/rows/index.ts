// The rows that a 1.0.0 runtime has written.
import type { Rows } from '../../version.ts';
import { accounts, contacts } from './customers.ts';
import { campaigns, competitors, leads } from './market.ts';
import { opportunities, products, quoteLines, quotes } from './sales.ts';
import { activities, cases } from './service.ts';

export const rowsV1: Rows = {
  crm_account: accounts,
  crm_contact: contacts,
  crm_competitor: competitors,
  crm_product: products,
  crm_opportunity: opportunities,
  crm_campaign: campaigns,
  crm_lead: leads,
  crm_quote: quotes,
  crm_quote_line: quoteLines,
  crm_case: cases,
  crm_activity: activities,
};
