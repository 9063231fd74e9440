// Views of crm_lead: the list, the board by status, the record form and the public web form.
import type { View } from '@objectstack/spec/ui';

const data = { provider: 'object' as const, object: 'crm_lead' };

export const leadViews: View = {
  list: {
    label: 'All Leads',
    type: 'grid',
    data,
    columns: [
      { field: 'name' },
      { field: 'company' },
      { field: 'industry' },
      { field: 'status' },
      { field: 'source' },
      { field: 'score' },
      { field: 'budget' },
      { field: 'received_at' },
    ],
    sort: [{ field: 'received_at', order: 'desc' }],
  },
  listViews: {
    board: {
      label: 'Lead Board',
      type: 'kanban',
      data,
      columns: ['name', 'company', 'score'],
      kanban: { groupByField: 'status', summarizeField: 'score', columns: ['name', 'company', 'score'] },
    },
  },
  formViews: {
    record: {
      type: 'simple',
      data,
      sections: [
        {
          name: 'lead_prospect',
          label: 'Prospect',
          columns: 2,
          fields: [
            { field: 'name', required: true },
            { field: 'company' },
            { field: 'email' },
            { field: 'phone' },
            { field: 'industry' },
            { field: 'budget' },
          ],
        },
        {
          name: 'lead_qualification',
          label: 'Qualification',
          columns: 2,
          fields: [
            { field: 'status', required: true },
            { field: 'source' },
            { field: 'campaign' },
            { field: 'score' },
            { field: 'notes', span: 'full' },
          ],
        },
        {
          name: 'lead_conversion',
          label: 'Conversion',
          columns: 2,
          fields: [{ field: 'converted_account' }, { field: 'converted_opportunity' }],
        },
      ],
    },
    web_form: {
      type: 'simple',
      data,
      sections: [
        {
          name: 'lead_web',
          label: 'Talk to Us',
          columns: 1,
          fields: [
            { field: 'name', required: true },
            { field: 'company' },
            { field: 'email', required: true },
          ],
        },
      ],
    },
  },
};
