// crm_contact in 2.0.0: the email holds what RFC 5321 allows, and the fax number goes.
import { changeField, dropFields } from '../../evolve.ts';
import { contact as before } from '../../v2/objects/contact.ts';

export const contact = changeField(dropFields(before, 'fax'), 'email', { maxLength: 254 });
