// crm_account in 2.0.0: every account has a status. Rows without one take the default before NOT NULL holds.
import { changeField } from '../../evolve.ts';
import { account as before } from '../../v2/objects/account.ts';

export const account = changeField(before, 'status', {
  required: true,
  defaultValue: 'prospect',
  storage: { notNull: true },
});
