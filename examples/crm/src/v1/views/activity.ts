// Views of crm_activity: the list, the calendar and the form.
import type { View } from '@objectstack/spec/ui';

const data = { provider: 'object' as const, object: 'crm_activity' };

export const activityViews: View = {
  list: {
    label: 'All Activities',
    type: 'grid',
    data,
    columns: [
      { field: 'subject' },
      { field: 'kind' },
      { field: 'due_at' },
      { field: 'account' },
      { field: 'related_case' },
      { field: 'completed' },
    ],
    sort: [{ field: 'due_at', order: 'asc' }],
  },
  listViews: {
    agenda: {
      label: 'Agenda',
      type: 'calendar',
      data,
      columns: ['subject', 'kind', 'due_at'],
      calendar: { startDateField: 'due_at', titleField: 'subject', colorField: 'kind' },
    },
  },
  formViews: {
    record: {
      type: 'simple',
      data,
      sections: [
        {
          name: 'activity_plan',
          label: 'Plan',
          columns: 2,
          fields: [
            { field: 'subject', required: true },
            { field: 'kind', required: true },
            { field: 'due_at' },
            { field: 'duration_minutes' },
            { field: 'participants' },
            { field: 'place' },
            { field: 'completed' },
          ],
        },
        {
          name: 'activity_about',
          label: 'About',
          columns: 2,
          fields: [
            { field: 'account' },
            { field: 'opportunity' },
            { field: 'related_case' },
            { field: 'minutes', span: 'full' },
          ],
        },
      ],
    },
  },
};
