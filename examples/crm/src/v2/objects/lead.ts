// crm_lead in 1.1.0: webinars are a source, consent is dated, and the source report gets its index.
import { addFields, changeField } from '../../evolve.ts';
import { lead as before } from '../../v1/objects/lead.ts';

const withWebinar = changeField(before, 'source', {
  options: [...before.fields.source.options, { label: 'Webinar', value: 'webinar' }],
});

export const lead = {
  ...addFields(withWebinar, { consent_at: { label: 'Consent Given', type: 'datetime' } }),
  indexes: [...before.indexes, { fields: ['source', 'received_at'] }],
};
