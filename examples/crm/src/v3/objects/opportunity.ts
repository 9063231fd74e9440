// crm_opportunity in 2.0.0: the competitors go, together with the object that they point to.
import { dropFields } from '../../evolve.ts';
import { opportunity as before } from '../../v2/objects/opportunity.ts';

export const opportunity = dropFields(before, 'competitors');
