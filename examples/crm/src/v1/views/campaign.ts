// Views of crm_campaign.
import type { View } from '@objectstack/spec/ui';

const data = { provider: 'object' as const, object: 'crm_campaign' };

export const campaignViews: View = {
  list: {
    label: 'All Campaigns',
    type: 'grid',
    data,
    columns: [
      { field: 'name' },
      { field: 'code' },
      { field: 'status' },
      { field: 'start_date' },
      { field: 'end_date' },
      { field: 'progress' },
    ],
    sort: [{ field: 'start_date', order: 'desc' }],
  },
  formViews: {
    record: {
      type: 'simple',
      data,
      sections: [
        {
          name: 'campaign_plan',
          label: 'Plan',
          columns: 2,
          fields: [
            { field: 'name', required: true },
            { field: 'code' },
            { field: 'status' },
            { field: 'budget' },
            { field: 'start_date' },
            { field: 'end_date' },
            { field: 'progress' },
            { field: 'brief', span: 'full' },
          ],
        },
      ],
    },
  },
};
