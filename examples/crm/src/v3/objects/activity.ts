// crm_activity in 2.0.0: its link to a case follows the renamed object, by name and by target.
import { changeField, renameField } from '../../evolve.ts';
import { activity as before } from '../../v2/objects/activity.ts';

export const activity = changeField(renameField(before, 'related_case', 'related_ticket'), 'related_ticket', {
  label: 'Ticket',
  reference: 'crm_ticket',
});
