// crm_case in 1.1.0: cases run under a contract, have a due time, and may be critical.
import { addFields, changeField } from '../../evolve.ts';
import { supportCase as before } from '../../v1/objects/case.ts';

const withCritical = changeField(before, 'priority', {
  options: [...before.fields.priority.options, { label: 'Critical', value: 'critical' }],
});

export const supportCase = addFields(withCritical, {
  contract: { label: 'Contract', type: 'lookup', reference: 'crm_contract', deleteBehavior: 'set_null' },
  due_at: { label: 'Due', type: 'datetime' },
});
