// Views of crm_opportunity: the list, the pipeline board, the calendar of closing dates and the form.
import type { View } from '@objectstack/spec/ui';

const data = { provider: 'object' as const, object: 'crm_opportunity' };

export const opportunityViews: View = {
  list: {
    label: 'All Opportunities',
    type: 'grid',
    data,
    columns: [
      { field: 'deal_number' },
      { field: 'name' },
      { field: 'account' },
      { field: 'stage' },
      { field: 'amount' },
      { field: 'probability' },
      { field: 'expected_revenue' },
      { field: 'close_date' },
    ],
    sort: [{ field: 'close_date', order: 'asc' }],
  },
  listViews: {
    pipeline: {
      label: 'Pipeline',
      type: 'kanban',
      data,
      columns: ['name', 'account', 'amount', 'close_date'],
      kanban: { groupByField: 'stage', summarizeField: 'amount', columns: ['name', 'account', 'amount'] },
    },
    closing: {
      label: 'Closing Dates',
      type: 'calendar',
      data,
      columns: ['name', 'stage', 'close_date'],
      calendar: { startDateField: 'close_date', titleField: 'name', colorField: 'stage' },
    },
  },
  formViews: {
    record: {
      type: 'simple',
      data,
      sections: [
        {
          name: 'opportunity_deal',
          label: 'Deal',
          columns: 2,
          fields: [
            { field: 'name', required: true },
            { field: 'account', required: true },
            { field: 'stage' },
            { field: 'amount' },
            { field: 'probability' },
            { field: 'close_date' },
          ],
        },
        {
          name: 'opportunity_people',
          label: 'People',
          columns: 2,
          fields: [{ field: 'stakeholders' }, { field: 'competitors' }],
        },
        {
          name: 'opportunity_plan',
          label: 'Plan',
          columns: 1,
          fields: [{ field: 'next_step' }, { field: 'description' }],
        },
      ],
    },
  },
};
