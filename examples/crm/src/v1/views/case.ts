// Views of crm_case: the queue, the open ones by urgency, and the record form.
import type { View } from '@objectstack/spec/ui';

const data = { provider: 'object' as const, object: 'crm_case' };

export const caseViews: View = {
  list: {
    label: 'All Cases',
    type: 'grid',
    data,
    columns: [
      { field: 'reference_number' },
      { field: 'subject' },
      { field: 'account' },
      { field: 'status' },
      { field: 'priority' },
      { field: 'opened_at' },
    ],
    sort: [{ field: 'opened_at', order: 'desc' }],
  },
  listViews: {
    open: {
      label: 'Open Cases',
      type: 'grid',
      data,
      columns: [
        { field: 'subject' },
        { field: 'priority' },
        { field: 'escalated' },
        { field: 'reported_by' },
      ],
      filter: [{ field: 'status', operator: 'equals', value: 'open' }],
      sort: [{ field: 'opened_at', order: 'asc' }],
    },
  },
  formViews: {
    record: {
      type: 'simple',
      data,
      sections: [
        {
          name: 'report',
          label: 'Report',
          columns: 2,
          fields: [
            { field: 'subject', required: true, span: 'full' },
            { field: 'account' },
            { field: 'reported_by' },
            { field: 'product' },
            { field: 'priority' },
            { field: 'description', span: 'full' },
          ],
        },
        {
          name: 'handling',
          label: 'Handling',
          columns: 2,
          fields: [
            { field: 'status' },
            { field: 'escalated' },
            { field: 'resolved_at' },
            { field: 'satisfaction' },
            { field: 'diagnostics', span: 'full' },
          ],
        },
      ],
    },
  },
};
