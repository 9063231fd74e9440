import { runAuthoringRules } from '@objectstack/lint';
import { defineStack } from '@objectstack/spec';
import { test } from 'vitest';
import { readStacks } from './real-stacks.ts';
import { mutationsOf } from './stack-mutations.ts';

test('x', () => {
  for (const { name, stack } of readStacks('stacks')) {
    const ms = mutationsOf(stack);
    console.log(name, ms.length);
    const base = new Set(
      runAuthoringRules('lint', { normalized: structuredClone(stack) }).map((f) => f.rule + f.message),
    );
    console.log('base', base.size);
    try {
      defineStack(structuredClone(stack) as any);
      console.log('define ok');
    } catch (e) {
      console.log('DEFINE', (e as Error).message.slice(0, 500));
    }
    const seen = new Map<string, string>();
    const t = performance.now();
    for (const m of ms) {
      const s = structuredClone(stack);
      m.apply(s);
      for (const f of runAuthoringRules('lint', { normalized: s }))
        if (!base.has(f.rule + f.message))
          seen.set(f.rule, m.name + ' => ' + f.path + ' :: ' + f.message.slice(0, 160));
      try {
        defineStack(structuredClone(s) as any);
      } catch (e) {
        const msg = (e as Error).message;
        seen.set('DEF ' + msg.slice(0, 40), m.name + ' ' + msg.slice(0, 300));
      }
    }
    console.log(performance.now() - t);
    for (const [r, v] of seen) console.log('   ', r, '|', v);
  }
});
