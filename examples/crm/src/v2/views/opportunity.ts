// Views of crm_opportunity in 1.1.0: a forecast board joins them.
import type { View } from '@objectstack/spec/ui';
import { opportunityViews as before } from '../../v1/views/opportunity.ts';

export const opportunityViews: View = {
  ...before,
  listViews: {
    ...before.listViews,
    forecast: {
      label: 'Forecast',
      type: 'kanban',
      data: { provider: 'object', object: 'crm_opportunity' },
      columns: ['name', 'amount', 'close_date'],
      kanban: { groupByField: 'forecast', summarizeField: 'amount', columns: ['name', 'amount'] },
    },
  },
};
