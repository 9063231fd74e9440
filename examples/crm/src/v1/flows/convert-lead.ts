// Flow crm_convert_lead: reads a qualified lead, creates its account and opportunity, and marks it converted.
import type { Flow } from '@objectstack/spec/automation';

export const convertLead: Flow = {
  name: 'crm_convert_lead',
  label: 'Convert Lead',
  description: 'Turns a qualified lead into an account and an opportunity.',
  type: 'autolaunched',
  status: 'active',
  runAs: 'user',
  successMessage: 'The lead is converted.',
  errorMessage: 'The lead was not converted. Check its fields and try again.',
  variables: [
    { name: 'recordId', type: 'text', isInput: true },
    { name: 'lead_record', type: 'object' },
    { name: 'account_record', type: 'object' },
    { name: 'opportunity_record', type: 'object', isOutput: true },
  ],
  nodes: [
    { id: 'start', type: 'start', label: 'Start' },
    {
      id: 'get_lead',
      type: 'get_record',
      label: 'Load Lead',
      config: { objectName: 'crm_lead', filter: { id: '{recordId}' }, outputVariable: 'lead_record' },
    },
    { id: 'check_status', type: 'decision', label: 'Qualified?' },
    {
      id: 'create_account',
      type: 'create_record',
      label: 'Create Account',
      config: {
        objectName: 'crm_account',
        fields: { name: '{lead_record.company}', phone: '{lead_record.phone}', status: 'prospect' },
        outputVariable: 'account_record',
      },
    },
    {
      id: 'create_opportunity',
      type: 'create_record',
      label: 'Create Opportunity',
      config: {
        objectName: 'crm_opportunity',
        fields: { name: '{lead_record.name}', account: '{account_record.id}', stage: 'discovery' },
        outputVariable: 'opportunity_record',
      },
    },
    {
      id: 'update_lead',
      type: 'update_record',
      label: 'Mark Lead Converted',
      config: {
        objectName: 'crm_lead',
        filter: { id: '{recordId}' },
        fields: {
          status: 'converted',
          converted_account: '{account_record.id}',
          converted_opportunity: '{opportunity_record.id}',
        },
      },
    },
    { id: 'end', type: 'end', label: 'End' },
  ],
  edges: [
    { id: 'e1', source: 'start', target: 'get_lead' },
    { id: 'e2', source: 'get_lead', target: 'check_status' },
    {
      id: 'e3',
      source: 'check_status',
      target: 'create_account',
      label: 'Yes',
      condition: { dialect: 'cel', source: "lead_record.status == 'qualified'" },
    },
    { id: 'e4', source: 'check_status', target: 'end', label: 'No', isDefault: true },
    { id: 'e5', source: 'create_account', target: 'create_opportunity' },
    { id: 'e6', source: 'create_opportunity', target: 'update_lead' },
    { id: 'e7', source: 'update_lead', target: 'end' },
  ],
};
