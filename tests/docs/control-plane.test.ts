/** Proves that docs/control-plane.md is what the migrations really make. */
import { it } from 'vitest';
import { controlPlanePage } from '../../scripts/generate-control-plane.ts';
import { expectFresh, ROOT } from './documents.ts';

it('docs/control-plane.md is the catalog of a fresh control plane', async () =>
  expectFresh('docs/control-plane.md', await controlPlanePage(ROOT)));
