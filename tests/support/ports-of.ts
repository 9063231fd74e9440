/** Owns the ports of a control plane without its transactions, for tests that put something between the two. */
import type { ControlPlane } from '@objectstack/metadata-authoring';

/** A control plane may be a class: its ports are named, not spread. */
export function portsOf(plane: ControlPlane): Omit<ControlPlane, 'transaction'> {
  const { packages, versions, drafts, bodies, environments, installations, holds, policies } = plane;
  const {
    notices,
    variables,
    health,
    rehearsals,
    adoptions,
    approvals,
    overlays,
    tokens,
    notifications,
    runs,
    leases,
    log,
  } = plane;
  return {
    ...{ packages, versions, drafts, bodies, environments, installations, holds, policies },
    ...{
      notices,
      variables,
      health,
      rehearsals,
      adoptions,
      approvals,
      overlays,
      tokens,
      notifications,
      runs,
      leases,
      log,
    },
  };
}
