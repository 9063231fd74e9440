// crm_activity in 1.1.0: a new outcome, and one label edit that no table should notice.
import { addFields, changeField } from '../../evolve.ts';
import { activity as before } from '../../v1/objects/activity.ts';

export const activity = addFields(changeField(before, 'due_at', { label: 'Due At' }), {
  outcome: { label: 'Outcome', type: 'textarea' },
});
