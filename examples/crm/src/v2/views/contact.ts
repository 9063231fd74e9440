// Views of crm_contact in 1.1.0: the form asks for the new fields.
import { addFormFields } from '../../evolve.ts';
import { contactViews as before } from '../../v1/views/contact.ts';

export const contactViews = addFormFields(before, 'contact_person', 'time_zone', 'profile_url');
