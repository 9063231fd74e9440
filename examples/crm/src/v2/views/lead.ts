// Views of crm_lead in 1.1.0: the form shows when consent was given.
import { addFormFields } from '../../evolve.ts';
import { leadViews as before } from '../../v1/views/lead.ts';

export const leadViews = addFormFields(before, 'lead_qualification', 'consent_at');
