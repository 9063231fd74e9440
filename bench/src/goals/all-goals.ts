/** Owns the list of goals, in the order of PERFORMANCE.md. */

import { auditGoal } from './audit.ts';
import { stageGoal } from './g01-stage.ts';
import { planGoal } from './g02-plan.ts';
import { publishNewGoal } from './g04-publish-new.ts';
import { publishOneFieldGoal } from './g05-publish-one-field.ts';
import { sealGoal } from './g06-seal.ts';
import { publishManyGoal } from './g12-publish-many.ts';
import { readGoal } from './g14-read.ts';
import { rollbackGoal } from './g15-rollback.ts';
import type { Goal } from './goal.ts';
import { memoryGoal } from './memory.ts';
import { promotionGoal } from './promotion.ts';

export const GOALS: readonly Goal[] = [
  stageGoal,
  planGoal,
  publishNewGoal,
  publishOneFieldGoal,
  sealGoal,
  publishManyGoal,
  readGoal,
  rollbackGoal,
  promotionGoal,
  memoryGoal,
  auditGoal,
];
