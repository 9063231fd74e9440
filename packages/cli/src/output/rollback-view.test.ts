import type { RollbackPreview } from '@objectstack/metadata-authoring';
import { expect, it } from 'vitest';
import { renderRollbackPreview } from './rollback-view.ts';
import { PLAIN } from './style.ts';

const preview: RollbackPreview = {
  environment: 'prod',
  from: '1.1.0',
  to: '1.0.0',
  lost: [],
  kept: [],
  restorable: [],
  how: 'pointer',
  statements: 0,
  planHash: 'h',
  blocking: [],
  obstacles: [],
  items: [],
};

it('the preview of a rollback ends with what would be in its way, and what to do about it', () => {
  const obstacles = [
    { code: 'DEPENDENCY_CONFLICT', message: 'crm needs ~1.1.0', details: {}, suggestion: 'move crm first' },
    { code: 'VARIABLE_MISSING', message: "'prod' lacks 'HOST'", details: {}, suggestion: null },
  ] as const;
  expect(renderRollbackPreview({ ...preview, obstacles }, PLAIN)).toMatch(
    /\nIn the way {2}the run is refused with it, before anything changes\n {2}✗ crm needs ~1\.1\.0 DEPENDENCY_CONFLICT\n {4}move crm first\n {2}✗ 'prod' lacks 'HOST' VARIABLE_MISSING\n$/,
  );
  expect(renderRollbackPreview(preview, PLAIN)).not.toContain('In the way');
});
