import { extractReferences } from '/work/main/packages/core/src/validate/references/extract-references.ts';
import { SetValidation, validateSet } from '/work/main/packages/core/src/validate/validate-set.ts';
import { rewriteReferrers } from '/work/main/packages/core/src/draft/rewrite-referrers.ts';
import { test } from 'vitest';
const make = (n: number) => Array.from({ length: n }, (_, i) => {
  const fields: Record<string, any> = {};
  for (let f = 0; f < 30; f++) fields[`field_${f}`] = f % 10 === 0 ? { type: 'lookup', label: 'L', reference: `app_obj_${(i * 7 + f) % n}` } : f % 7 === 0 ? { type: 'select', label: 'S', options: [{ label: 'A', value: 'a' }, { label: 'B', value: 'b' }] } : f === 5 ? { type: 'formula', label: 'F', expression: 'record.field_1 * 2 + record.field_2' } : { type: 'text', label: `Field number ${f}`, maxLength: 120, required: f === 1 };
  return { name: `app_obj_${i}`, label: `Object ${i}`, fields, indexes: [{ fields: ['field_1', 'field_2'] }], nameField: 'field_1', listViews: { all: { type: 'grid', label: 'All', columns: ['field_1', 'field_2', 'field_3', 'field_4'], sort: 'field_1 desc' } } };
});
const views = (n: number) => Array.from({ length: n }, (_, i) => ({ listViews: { all: { type: 'grid', label: 'All', data: { provider: 'object', object: `app_obj_${i}` }, columns: ['field_1', 'field_2', 'field_3', 'field_4', 'field_6'] } } }));
const best = (k: number, f: () => void) => { let b = 1e9; const all: number[] = []; for (let i = 0; i < k; i++) { const t = performance.now(); f(); all.push(performance.now() - t); } all.sort((a, b) => a - b); return `first-ish ${Math.max(...all).toFixed(2)} median ${all[k >> 1]!.toFixed(3)} min ${all[0]!.toFixed(3)}`; };
test('perf', () => {
  for (const n of [100, 1000]) {
    const objects = make(n); const text = JSON.stringify(objects);
    console.log(n, 'bytes', text.length, 'JSON.parse', best(9, () => JSON.parse(text)));
    const ex = () => [...objects.map((o) => ({ key: `object/${o.name}`, facts: extractReferences({ type: 'object', name: o.name }, o) })), ...views(n).map((v, i) => ({ key: `view/app_obj_${i}.all`, facts: extractReferences({ type: 'view', name: `app_obj_${i}.all` }, v) }))];
    console.log('extract objects', best(9, () => { for (const o of objects) extractReferences({ type: 'object', name: o.name }, o); }));
    const items = ex(); console.log('facts bytes', JSON.stringify(items).length, 'refs', items.reduce((s, i) => s + i.facts.references.length, 0));
    const input = { manifest: { packageId: 'x', namespace: 'app' }, items };
    console.log('validateSet', best(15, () => { validateSet(input); }), validateSet(input).length);
    const v = new SetValidation(input);
    const t = performance.now(); v.update({}); console.log('reverse index', (performance.now() - t).toFixed(2));
    let k = 0;
    console.log('update+problems one field', best(50, () => { const o = structuredClone(objects[k % n]!); (o.fields as any)[`new_${k++}`] = { type: 'text' }; const item = { key: `object/${o.name}`, facts: extractReferences({ type: 'object', name: o.name }, o) }; v.update({ put: [item] }); v.problems(); }));
    console.log('remove hub field', best(9, () => { const o = structuredClone(objects[3]!); delete (o.fields as any).field_2; v.update({ put: [{ key: `object/${o.name}`, facts: extractReferences({ type: 'object', name: o.name }, o) }] }); v.problems(); v.update({ put: [items[3]!] }); }));
    console.log('rename scan all bodies', best(5, () => { for (const o of objects) rewriteReferrers({ type: 'object', name: o.name }, o, { kind: 'item', type: 'object', from: 'app_obj_1', to: 'app_obj_z' }); }));
  }
});
