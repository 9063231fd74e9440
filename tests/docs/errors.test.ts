/** Proves that docs/errors/ and the table of error.ts say the same, both ways, and that a page is true about its code. */
import { ERROR_CODES, ERROR_KINDS, type ErrorCode } from '@objectstack/metadata-authoring';
import { describe, expect, it } from 'vitest';
import { errorIndexPage } from '../../scripts/generate-error-index.ts';
import { raisedCodes } from '../../scripts/raised-codes.ts';
import { expectFresh, pagesUnder, ROOT, readPage } from './documents.ts';

const codes = Object.keys(ERROR_CODES) as ErrorCode[];
const raised = raisedCodes(ROOT, codes);
const HEADINGS = ['What happened', 'Why', 'What to do next', 'Example'];

interface Example {
  readonly error: Readonly<Record<string, unknown>>;
}

function exampleIn(page: string): Example {
  return JSON.parse(/```json\n([\s\S]*?)\n```/.exec(page)?.[1] ?? 'null') as Example;
}

describe('the pages of error codes', () => {
  it('are one page a code and one code a page', () => {
    const pages = pagesUnder('docs/errors').map((path) => path.replace(/^docs\/errors\/|\.md$/g, ''));
    expect(pages.filter((name) => name !== 'README').sort()).toEqual([...codes].sort());
  });

  it('have an index made from the table', () => expectFresh('docs/errors/README.md', errorIndexPage()));

  it.each(codes)('%s: kind, HTTP status and exit code are those of the table', (code) => {
    const page = readPage(`docs/errors/${code}.md`);
    const kind = ERROR_CODES[code];
    const { http, exit } = ERROR_KINDS[kind];
    expect(page.split('\n')[0]).toBe(`# ${code}`);
    expect(page).toContain(
      `| kind | HTTP | exit code |\n| --- | --- | --- |\n| ${kind} | ${http} | ${exit} |\n`,
    );
    expect([...page.matchAll(/^## (.*)$/gm)].map((match) => match[1])).toEqual(HEADINGS);
  });

  it.each(codes)('%s: the example is an answer as mda --json prints it', (code) => {
    const { error } = exampleIn(readPage(`docs/errors/${code}.md`));
    expect(Object.keys(error)).toEqual(['code', 'kind', 'message', 'details', 'suggestion']);
    expect(error.kind).toBe(ERROR_CODES[error.code as ErrorCode]);
    // A code of single problems only is shown inside the error that carries it.
    const inside = (error.details as { problems?: readonly { code: string }[] }).problems ?? [];
    expect([error.code, ...inside.map((problem) => problem.code)]).toContain(code);
  });

  it.each(codes)('%s: the page says whether any code raises it', (code) => {
    const reserved = readPage(`docs/errors/${code}.md`).includes(
      'Reserved: no code of this release raises it.',
    );
    expect({ reserved }).toEqual({ reserved: raised.get(code)?.length === 0 });
  });
});
