/** Owns the assembly of the SQLite dialect for environments. */
import type { TargetDialect } from '../../environment/dialect.ts';
import type { SqliteAction } from './action.ts';
import { capabilities } from './capabilities.ts';
import { compileSteps } from './compile-steps.ts';
import { connect } from './connect.ts';
import { describe } from './describe.ts';
import { limits } from './limits.ts';
import { render } from './render.ts';
import { specOf } from './spec-of.ts';
import { triggersUntil } from './triggers-until.ts';

export const sqliteDialect: TargetDialect<SqliteAction> = {
  engine: 'sqlite',
  capabilities,
  limits,
  render,
  specOf,
  triggersUntil,
  compile: compileSteps,
  describe,
  connect,
};
