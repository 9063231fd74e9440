/** Proves that docs/preflight.md names what preflight can find, all of it and nothing else. */
import { PREFLIGHT_SEVERITIES } from '@objectstack/metadata-authoring';
import { describe, expect, it } from 'vitest';
import { preflightPage } from '../../scripts/generate-preflight.ts';
import { expectFresh, readPage } from './documents.ts';

describe('the page of preflight', () => {
  it('is what the code says', () => expectFresh('docs/preflight.md', preflightPage()));

  it('has a section for every finding, and none for what is not found', () => {
    const headings = [...readPage('docs/preflight.md').matchAll(/^## ([a-z_]+)$/gm)].map((match) => match[1]);
    expect(headings.sort()).toEqual(Object.keys(PREFLIGHT_SEVERITIES).sort());
  });

  it('and the page of PREFLIGHT_FAILED name the same reasons', () => {
    const page = readPage('docs/errors/PREFLIGHT_FAILED.md');
    const named = [...page.matchAll(/^- `([a-z_]+)`:/gm)].map((match) => match[1]);
    const blocking = Object.entries(PREFLIGHT_SEVERITIES).filter(([, severity]) => severity === 'blocks');
    expect(named.sort()).toEqual(blocking.map(([kind]) => kind).sort());
  });
});
