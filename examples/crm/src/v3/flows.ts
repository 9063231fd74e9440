// Flows of 2.0.0: the escalation reads and updates tickets, and plans its call on one.
import type { Flow } from '@objectstack/spec/automation';
import { followRename } from '../evolve.ts';
import { escalateUrgent as before } from '../v1/flows/escalate-urgent.ts';

export const escalateUrgent: Flow = {
  ...followRename(followRename(before, 'crm_case', 'crm_ticket'), 'related_case', 'related_ticket'),
  version: 2,
  description: 'Marks a high-priority ticket as escalated and plans a call to the customer.',
};
