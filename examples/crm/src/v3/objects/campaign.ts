// crm_campaign in 2.0.0: nobody asks by window any more, so its index goes.
import type { ServiceObject } from '@objectstack/spec/data';
import { campaign as before } from '../../v1/objects/campaign.ts';

export const campaign: ServiceObject = {
  ...before,
  indexes: before.indexes.filter((index) => index.name !== 'idx_crm_campaign_window'),
};
