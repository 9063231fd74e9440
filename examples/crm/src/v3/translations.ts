// German labels of 2.0.0: a case is a ticket in both languages now.
import type { TranslationBundle } from '@objectstack/spec/system';
import { followRename } from '../evolve.ts';
import { german as v2 } from '../v2/translations.ts';

const before = followRename(v2, 'crm_case', 'crm_ticket');

export const german: TranslationBundle = followRename(
  followRename(before, 'Fall', 'Ticket'),
  'Fälle',
  'Tickets',
);
