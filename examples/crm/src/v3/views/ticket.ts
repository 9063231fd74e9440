// Views of crm_ticket: those of crm_case, following the renamed object, with new labels and one new field.
import { addFormFields, followRename } from '../../evolve.ts';
import { caseViews } from '../../v2/views/case.ts';

const words = [
  ['crm_case', 'crm_ticket'],
  ['All Cases', 'All Tickets'],
  ['Open Cases', 'Open Tickets'],
] as const;

const renamed = words.reduce((view, [from, to]) => followRename(view, from, to), caseViews);

export const ticketViews = addFormFields(renamed, 'handling', 'first_response_at');
