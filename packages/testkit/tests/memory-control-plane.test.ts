import {
  controlPlaneContract,
  MemoryDatabase,
  memoryControlPlane,
} from '@objectstack/metadata-authoring-testkit';

const database = new MemoryDatabase();
controlPlaneContract('memory', async () => memoryControlPlane({ database }));
