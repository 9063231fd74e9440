import { expect, it } from 'vitest';
import { memoryControlPlane } from '../../../testkit/src/memory/memory-control-plane.ts';
import { oneLook } from './one-look.ts';

const scope = { orgId: 'org', principal: { id: 'mia', kind: 'user' } } as const;
const staging = {
  id: 'env-1',
  name: 'staging',
  type: 'staging',
  engine: 'sqlite',
  databaseUrl: 'sqlite:staging.db',
  schemaMode: 'managed',
  position: 0,
  createdAt: '2026-01-01T00:00:00.000Z',
} as const;

it('knows what it was told, whatever was written since', async () => {
  const plane = memoryControlPlane();
  await plane.environments.insert(scope, staging);
  const look = oneLook(plane);
  expect(await look.environments.list(scope)).toHaveLength(1);
  expect(await look.environments.find(scope, 'prod')).toBeNull();
  await plane.environments.insert(scope, { ...staging, id: 'env-2', name: 'prod', position: 1 });
  expect(await look.environments.list(scope)).toHaveLength(1);
  expect(await look.environments.find(scope, 'prod')).toBeNull();
  expect(await oneLook(plane).environments.list(scope)).toHaveLength(2);
});

it('answers each question by itself, and everything that is asked once as the control plane does', async () => {
  const plane = memoryControlPlane();
  await plane.environments.insert(scope, staging);
  const look = oneLook(plane);
  expect(await look.environments.find(scope, 'prod')).toBeNull();
  expect(await look.environments.find(scope, 'staging')).toMatchObject({ id: 'env-1' });
  expect(await look.environments.find({ ...scope, orgId: 'other' }, 'staging')).toBeNull();
  expect(await look.log.head(scope)).toBe(await plane.log.head(scope));
  await look.transaction(async (tx) => {
    expect(await tx.environments.remove(scope, 'env-1')).toBe(true);
  });
  expect(await plane.environments.list(scope)).toEqual([]);
});
