import { describe, expect, it } from 'vitest';
import { configurationProblems, valueProblem, variablesOf } from './configuration-schema.ts';

const places = (body: unknown) => configurationProblems(body).map(({ path }) => path);

describe('what a package declares', () => {
  it('is variables with types, defaults and limits, and secrets', () => {
    const body = {
      type: 'object',
      properties: {
        PORT: { type: 'integer', minimum: 1, maximum: 65_535, default: 25, title: 'Port' },
        MODE: { type: 'string', enum: ['live', 'test'] },
        PASSWORD: { type: 'string', writeOnly: true, minLength: 8 },
      },
      required: ['PORT', 'PASSWORD'],
    };
    expect(configurationProblems(body)).toEqual([]);
    expect(variablesOf(body).map(({ name, secret, required }) => [name, secret, required])).toEqual([
      ['PORT', false, false],
      ['MODE', false, false],
      ['PASSWORD', true, true],
    ]);
  });

  it.each([
    [[], ['']],
    [{ properties: { a: {} } }, ['properties.a.type']],
    [{ properties: { 'a-b': { type: 'string' } } }, ['properties.a-b']],
    [{ properties: { a: { type: 'object' } } }, ['properties.a.type']],
    [{ properties: { a: { type: 'string', pattern: 'x' } } }, ['properties.a.pattern']],
    [{ properties: { a: { type: 'integer', default: 1.5 } } }, ['properties.a.default']],
    [{ properties: { a: { type: 'string', enum: ['x', 1] } } }, ['properties.a.enum.1']],
    [{ properties: { a: { type: 'string', enum: ['x'], default: 'y' } } }, ['properties.a.default']],
    [{ properties: { a: { type: 'string', writeOnly: true, default: 'y' } } }, ['properties.a.default']],
    [{ properties: { a: { type: 'number', writeOnly: true } } }, ['properties.a.type']],
    [{ properties: {}, required: ['a', 'toString'] }, ['required.0', 'required.1']],
    [{ properties: {}, additionalProperties: true, allOf: [] }, ['allOf', 'additionalProperties']],
  ])('%j is refused where it is wrong', (body, expected) => {
    expect(places(body)).toEqual(expected);
  });

  it('takes values of its type and within its limits, and never repeats one that it refuses', () => {
    const [port] = variablesOf({ properties: { PORT: { type: 'integer', minimum: 1, maximum: 9 } } });
    const [text] = variablesOf({ properties: { T: { type: 'string', minLength: 2, maxLength: 3 } } });
    if (!port || !text) throw new Error('not declared');
    expect([1, 9].map((value) => valueProblem(port, value))).toEqual([null, null]);
    for (const value of [0, 10, 1.5, '1', true, null, Number.NaN])
      expect(valueProblem(port, value)).not.toBeNull();
    expect(valueProblem(text, '😀😀')).toBeNull();
    expect(valueProblem(text, 'secret')).toBe('is longer than 3 characters');
  });
});
