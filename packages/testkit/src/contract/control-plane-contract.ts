/**
 * Owns the contract of a control plane: every promise of its ports as a test. An adapter proves itself by
 * `controlPlaneContract('mine', open)` in a vitest file.
 */
import { afterAll, beforeAll, describe } from 'vitest';
import { adoptionsContract } from './adoptions-contract.ts';
import { approvalsContract } from './approvals-contract.ts';
import { bodiesContract } from './bodies-contract.ts';
import { changeLogContract } from './change-log-contract.ts';
import { draftHistoryContract } from './draft-history-contract.ts';
import { draftsContract } from './drafts-contract.ts';
import { environmentsContract } from './environments-contract.ts';
import type { Given, OpenControlPlane } from './given.ts';
import { healthContract } from './health-contract.ts';
import { holdsContract } from './holds-contract.ts';
import { installationsContract } from './installations-contract.ts';
import { leasesContract } from './leases-contract.ts';
import { notificationsContract } from './notifications-contract.ts';
import { overlaysContract } from './overlays-contract.ts';
import { packagesContract } from './packages-contract.ts';
import { policiesContract } from './policies-contract.ts';
import { rehearsalsContract } from './rehearsals-contract.ts';
import { runsContract } from './runs-contract.ts';
import { tenancyContract } from './tenancy-contract.ts';
import { tokensContract } from './tokens-contract.ts';
import { transactionsContract } from './transactions-contract.ts';
import { variablesContract } from './variables-contract.ts';
import { versionNoticesContract } from './version-notices-contract.ts';
import { versionsContract } from './versions-contract.ts';

const ports: Readonly<Record<string, (given: () => Given) => void>> = {
  packages: packagesContract,
  versions: versionsContract,
  drafts: draftsContract,
  'draft history': draftHistoryContract,
  bodies: bodiesContract,
  environments: environmentsContract,
  installations: installationsContract,
  holds: holdsContract,
  overlays: overlaysContract,
  health: healthContract,
  rehearsals: rehearsalsContract,
  policies: policiesContract,
  'version notices': versionNoticesContract,
  variables: variablesContract,
  adoptions: adoptionsContract,
  approvals: approvalsContract,
  tokens: tokensContract,
  notifications: notificationsContract,
  runs: runsContract,
  leases: leasesContract,
  'change log': changeLogContract,
  transactions: transactionsContract,
  tenancy: tenancyContract,
};

/** @param open every call opens another handle on the same database, which may hold other organizations */
export function controlPlaneContract(name: string, open: OpenControlPlane): void {
  describe(`control plane contract: ${name}`, () => {
    let handles: Given | undefined;

    beforeAll(async () => {
      handles = { plane: await open(), other: await open() };
    });

    afterAll(async () => {
      await handles?.plane.close();
      await handles?.other.close();
    });

    const given = (): Given => {
      if (!handles) throw new Error('the control plane did not open');
      return handles;
    };
    for (const [port, contract] of Object.entries(ports)) describe(port, () => contract(given));
  });
}
