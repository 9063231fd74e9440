// Seeds of 2.0.0: the demo case is a ticket.
import type { Seed } from '@objectstack/spec/data';
import { followRename } from '../evolve.ts';
import { caseSeed } from '../v1/seeds.ts';

export const ticketSeed: Seed = followRename(caseSeed, 'crm_case', 'crm_ticket');
