// crm_contact in 1.1.0: where the person works, and their profile page.
import { addFields } from '../../evolve.ts';
import { contact as before } from '../../v1/objects/contact.ts';

export const contact = addFields(before, {
  time_zone: { label: 'Time Zone', type: 'text', maxLength: 64, valueDomain: 'iana_time_zone' },
  profile_url: { label: 'Profile', type: 'url', maxLength: 500 },
});
