/** Proves that docs/steps/ has one fresh page a step kind, and that the examples cover what the kinds can do. */
import { hazardsOf, STEP_KINDS } from '@objectstack/metadata-authoring';
import { describe, expect, it } from 'vitest';
import { stepPages } from '../../scripts/generate-step-pages.ts';
import { STEP_EXAMPLES } from '../../scripts/step-examples.ts';
import { expectFresh, pagesUnder } from './documents.ts';

const pages = stepPages();

describe('the pages of step kinds', () => {
  it.each([...pages.keys()])('docs/steps/%s is what the code says', (name) =>
    expectFresh(`docs/steps/${name}`, pages.get(name) ?? ''),
  );

  it('are one page a kind and one kind a page', () => {
    const names = pagesUnder('docs/steps').map((path) => path.replace(/^docs\/steps\/|\.md$/g, ''));
    expect(names.filter((name) => name !== 'README').sort()).toEqual([...STEP_KINDS].sort());
  });

  it('show every hazard somewhere', () => {
    const shown = new Set(
      Object.values(STEP_EXAMPLES)
        .flat()
        .flatMap(({ steps }) => steps.flatMap((step) => hazardsOf(step))),
    );
    const known = ['destructive', 'blocking_lock', 'table_rewrite', 'needs_backfill', 'may_fail_on_data'];
    expect([...shown].sort()).toEqual([...known, 'breaks_old_readers', 'irreversible'].sort());
  });
});
