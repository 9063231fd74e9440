// Flow crm_escalate_urgent: when a case is raised to high priority, escalates it and plans a call.
import type { Flow } from '@objectstack/spec/automation';

export const escalateUrgent: Flow = {
  name: 'crm_escalate_urgent',
  label: 'Escalate Urgent Work',
  description: 'Marks a high-priority case as escalated and plans a call to the customer.',
  type: 'record_change',
  status: 'active',
  runAs: 'system',
  variables: [{ name: 'customer', type: 'object' }],
  nodes: [
    {
      id: 'start',
      type: 'start',
      label: 'Priority Raised',
      config: {
        objectName: 'crm_case',
        triggerType: 'record-after-update',
        condition: "priority == 'high' && previous.priority != 'high'",
      },
    },
    {
      id: 'get_customer',
      type: 'get_record',
      label: 'Load Account',
      config: { objectName: 'crm_account', filter: { id: '{record.account}' }, outputVariable: 'customer' },
    },
    {
      id: 'mark_escalated',
      type: 'update_record',
      label: 'Mark Escalated',
      config: { objectName: 'crm_case', filter: { id: '{record.id}' }, fields: { escalated: true } },
    },
    {
      id: 'plan_call',
      type: 'create_record',
      label: 'Plan Call',
      config: {
        objectName: 'crm_activity',
        fields: {
          subject: 'Call {customer.name}: {record.subject}',
          kind: 'call',
          account: '{record.account}',
          related_case: '{record.id}',
        },
      },
    },
    { id: 'end', type: 'end', label: 'End' },
  ],
  edges: [
    { id: 'e1', source: 'start', target: 'get_customer' },
    { id: 'e2', source: 'get_customer', target: 'mark_escalated' },
    { id: 'e3', source: 'mark_escalated', target: 'plan_call' },
    { id: 'e4', source: 'plan_call', target: 'end' },
  ],
};
