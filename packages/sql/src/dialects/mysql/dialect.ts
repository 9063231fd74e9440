/** Owns the assembly of the MySQL and MariaDB dialect for environments. */
import type { TargetDialect } from '../../environment/dialect.ts';
import type { MysqlAction } from './action.ts';
import { capabilities } from './capabilities.ts';
import { compileSteps } from './compile-steps.ts';
import { connect } from './connect.ts';
import { describe } from './describe.ts';
import { limits } from './limits.ts';
import { render } from './render.ts';
import { specOf } from './spec-of.ts';
import { triggersUntil } from './triggers-until.ts';

export const mysqlDialect: TargetDialect<MysqlAction> = {
  engine: 'mysql',
  capabilities,
  limits,
  render,
  specOf,
  triggersUntil,
  compile: compileSteps,
  describe,
  connect,
};
