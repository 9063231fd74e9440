/** Owns saying that this process makes no databases. */
import type { Context } from '../context.ts';
import { AuthoringError } from '../error.ts';
import type { ProvisionPort } from '../ports/provision.ts';

/** @throws USAGE_INVALID where this process cannot make databases */
export function provisionOf({ provision }: Pick<Context, 'provision'>): ProvisionPort {
  if (provision) return provision;
  throw new AuthoringError('USAGE_INVALID', 'databases are not made from here', {
    suggestion: 'make the preview from the workspace itself, with: mda env preview',
  });
}
