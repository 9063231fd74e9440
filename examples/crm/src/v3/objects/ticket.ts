// crm_ticket: what was crm_case until 1.1.0, under the name that support uses, and with a first response time.
import { addFields, followRename } from '../../evolve.ts';
import { supportCase as before } from '../../v2/objects/case.ts';

export const ticket = addFields(
  {
    ...followRename(before, 'crm_case', 'crm_ticket'),
    label: 'Ticket',
    pluralLabel: 'Tickets',
    icon: 'ticket',
  },
  { first_response_at: { label: 'First Response', type: 'datetime' } },
);
