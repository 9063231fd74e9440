/** Before each test file: every property of the run draws from the run's one seed, so that SEED= replays it. */
import fc from 'fast-check';
import { inject } from 'vitest';

fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: inject('seed') });
