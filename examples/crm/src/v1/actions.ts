// Buttons of the app. The one here starts the conversion flow on a lead.
import type { Action } from '@objectstack/spec/ui';

export const actions: Action[] = [
  {
    name: 'crm_convert_lead',
    label: 'Convert Lead',
    objectName: 'crm_lead',
    icon: 'arrow-right-circle',
    locations: ['list_item', 'record_header'],
    type: 'flow',
    target: 'crm_convert_lead',
    recordIdParam: 'recordId',
    refreshAfter: true,
    visible: { dialect: 'cel', source: 'record.status == "qualified"' },
  },
];
