import { describe, expect, it } from 'vitest';
import { PLAIN, styleOf, widthOf } from './style.ts';
import { renderTable } from './table.ts';

const COLOURED = styleOf({ isTTY: true }, {});

describe('renderTable', () => {
  it('aligns columns, shows what is missing as a dash, and leaves no trailing blanks', () => {
    expect(
      renderTable(
        ['name', 'rows'],
        [
          ['a', 1],
          ['longer', null],
          ['', ''],
        ],
        PLAIN,
        '  ',
      ),
    ).toBe('  name    rows\n  a       1\n  longer  –\n\n');
  });

  it('is nothing without rows', () => {
    expect(renderTable(['name'], [], PLAIN)).toBe('');
  });

  it('counts no colour as width', () => {
    const text = renderTable(
      ['n', 'x'],
      [
        [COLOURED.red('ab'), '1'],
        ['abc', '2'],
      ],
      COLOURED,
    );
    const [, first, second] = text.split('\n');
    expect(widthOf(first ?? '')).toBe(widthOf(second ?? ''));
  });
});

describe('styleOf', () => {
  it.each([
    ['a pipe', { isTTY: false }, {}],
    ['NO_COLOR', { isTTY: true }, { NO_COLOR: '1' }],
    ['a dumb terminal', { isTTY: true }, { TERM: 'dumb' }],
  ])('has no colours for %s', (_name, stream, env) => {
    expect(styleOf(stream, env).red('text')).toBe('text');
  });

  it('has colours on a terminal, also with an empty NO_COLOR', () => {
    expect(styleOf({ isTTY: true }, { NO_COLOR: '' }).red('text')).not.toBe('text');
    expect(widthOf(COLOURED.red('text'))).toBe(4);
  });
});
