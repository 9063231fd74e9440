// Views of crm_case in 1.1.0: a list by due time, and the contract on the form.
import type { View } from '@objectstack/spec/ui';
import { addFormFields } from '../../evolve.ts';
import { caseViews as v1 } from '../../v1/views/case.ts';

const before = addFormFields(v1, 'handling', 'contract', 'due_at');

export const caseViews: View = {
  ...before,
  listViews: {
    ...before.listViews,
    due: {
      label: 'Due Next',
      type: 'grid',
      data: { provider: 'object', object: 'crm_case' },
      columns: [{ field: 'due_at' }, { field: 'subject' }, { field: 'contract' }, { field: 'priority' }],
      filter: [{ field: 'status', operator: 'not_equals', value: 'closed' }],
      sort: [{ field: 'due_at', order: 'asc' }],
    },
  },
};
