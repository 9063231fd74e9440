import { expect, it } from 'vitest';
import type { ColumnType } from '../storage/table-spec.ts';
import type { Expression, MapCase } from './expression.ts';
import { expressionText } from './expression-text.ts';
import { inverseOf } from './inverse-of.ts';
import { columnsOf } from './operands.ts';
import { substitute } from './substitute.ts';

const text: ColumnType = { kind: 'text' };
const stage: Expression = { op: 'column', name: 'stage' };

const map = (cases: readonly MapCase[], otherwise: 'keep' | Expression = 'keep'): Expression => ({
  op: 'map',
  value: stage,
  from: text,
  to: { kind: 'string', length: 9 },
  cases,
  otherwise,
});

it('leads back by a column of another name, where it is one-to-one', () => {
  expect(inverseOf(stage, 'phase')).toEqual({ op: 'column', name: 'phase' });
  expect(inverseOf(map([{ from: 'a', to: 'b' }]), 'phase')).toEqual({
    op: 'map',
    value: { op: 'column', name: 'phase' },
    from: { kind: 'string', length: 9 },
    to: text,
    cases: [{ from: 'b', to: 'a' }],
    otherwise: 'keep',
  });
  expect(inverseOf({ op: 'map_items', value: stage, cases: [{ from: 'a', to: 'b' }] }, 'stage')).toEqual({
    op: 'map_items',
    value: stage,
    cases: [{ from: 'b', to: 'a' }],
  });
});

it('leads nowhere back, where two values become one or nothing says what a value was', () => {
  const two = [
    { from: 'a', to: 'c' },
    { from: 'b', to: 'c' },
  ];
  expect(inverseOf(map(two), 'stage')).toBeNull();
  expect(inverseOf({ op: 'map_items', value: stage, cases: two }, 'stage')).toBeNull();
  expect(inverseOf(map([{ from: 'a', to: null }]), 'stage')).toBeNull();
  expect(inverseOf(map([{ from: 'a', to: 'b' }], { op: 'literal', value: 'c' }), 'stage')).toBeNull();
  expect(inverseOf({ op: 'concat', values: [stage] }, 'stage')).toBeNull();
});

const whole: Expression = {
  op: 'coalesce',
  values: [
    map([{ from: 'a', to: 'b' }], {
      op: 'concat',
      values: [
        { op: 'substring', value: { op: 'column', name: 'name' }, start: 2, length: 3 },
        {
          op: 'cast',
          value: {
            op: 'arithmetic',
            operator: '*',
            left: { op: 'column', name: 'size' },
            right: { op: 'literal', value: 2 },
          },
          from: { kind: 'float' },
          to: text,
        },
      ],
    }),
    {
      op: 'json_first',
      value: { op: 'map_items', value: { op: 'json_array', value: stage }, cases: [{ from: 'x', to: 'y' }] },
    },
  ],
};

it('reads for people', () => {
  expect(expressionText(whole)).toBe(
    'coalesce(stage with "a" → "b", else concat(characters 2 to 4 of name, (size * 2) as text), (items of [stage] with "x" → "y")[0])',
  );
});

it('names every column once, and takes another expression in the place of each', () => {
  expect(columnsOf(whole)).toEqual(['stage', 'name', 'size']);
  const renamed = substitute(
    whole,
    new Map(columnsOf(whole).map((name) => [name, { op: 'column', name: `old_${name}` }])),
  );
  expect(columnsOf(renamed)).toEqual(['old_stage', 'old_name', 'old_size']);
  expect(expressionText(renamed)).toBe(expressionText(whole).replaceAll(/\b(stage|name|size)\b/g, 'old_$1'));
});
