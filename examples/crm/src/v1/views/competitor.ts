// Views of crm_competitor.
import type { View } from '@objectstack/spec/ui';

const data = { provider: 'object' as const, object: 'crm_competitor' };

export const competitorViews: View = {
  list: {
    label: 'All Competitors',
    type: 'grid',
    data,
    columns: [{ field: 'name' }, { field: 'website' }, { field: 'threat_level' }],
  },
  formViews: {
    record: {
      type: 'simple',
      data,
      sections: [
        {
          name: 'competitor_profile',
          label: 'Profile',
          columns: 2,
          fields: [
            { field: 'name', required: true },
            { field: 'website' },
            { field: 'threat_level' },
            { field: 'strengths', span: 'full' },
          ],
        },
      ],
    },
  },
};
