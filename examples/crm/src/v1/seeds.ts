// Small seed data: a price list and one demo customer. Relations are written by natural key.
import type { Seed } from '@objectstack/spec/data';

export const productSeed: Seed = {
  object: 'crm_product',
  externalId: 'sku',
  mode: 'upsert',
  records: [
    { sku: 'GW-100', name: 'Edge Gateway 100', family: 'hardware', list_price: 490, active: true },
    { sku: 'FL-SUB', name: 'Fleet Subscription', family: 'software', list_price: 29, active: true },
    { sku: 'ON-DAY', name: 'Onboarding Day', family: 'service', list_price: 950, active: true },
  ],
};

export const accountSeed: Seed = {
  object: 'crm_account',
  externalId: 'name',
  mode: 'upsert',
  env: ['dev', 'test'],
  records: [
    {
      name: 'Harbour Freight Lines',
      industry: 'logistics',
      status: 'customer',
      phone: '+49 40 5550101',
      website: 'https://harbour-freight.example',
    },
  ],
};

export const contactSeed: Seed = {
  object: 'crm_contact',
  externalId: 'email',
  mode: 'upsert',
  env: ['dev', 'test'],
  records: [
    {
      email: 'mira.kohl@harbour-freight.example',
      first_name: 'Mira',
      last_name: 'Kohl',
      job_title: 'Head of Fleet',
      account: 'Harbour Freight Lines',
    },
  ],
};

export const caseSeed: Seed = {
  object: 'crm_case',
  externalId: 'subject',
  mode: 'upsert',
  env: ['dev'],
  records: [{ subject: 'Gateway does not pair', account: 'Harbour Freight Lines', priority: 'normal' }],
};
