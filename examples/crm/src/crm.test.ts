// The example holds what its README says: every version parses, refers only to what exists, and says its renames.
import { defineStack, type ObjectStackDefinitionInput, ObjectStackDefinitionSchema } from '@objectstack/spec';
import { ObjectSchema, type ServiceObject } from '@objectstack/spec/data';
import { describe, expect, it } from 'vitest';
import { sampleRows, versions } from './index.ts';
import type { AppVersion } from './version.ts';

function objectsOf(version: AppVersion): Map<string, ServiceObject> {
  return new Map((version.stack.objects ?? []).map((object) => [object.name, object]));
}

function pairs(): [string, AppVersion, AppVersion][] {
  return versions.slice(1).map((after, i) => {
    const before = versions[i] as AppVersion;
    return [`${before.version} → ${after.version}`, before, after];
  });
}

const cases = versions.map((entry): [string, AppVersion] => [entry.version, entry]);

describe.each(cases)('version %s', (version, entry) => {
  it('carries its version, plain JSON and at least eight prefixed objects', () => {
    expect(entry.stack.manifest?.version).toBe(version);
    expect(JSON.parse(JSON.stringify(entry.stack))).toEqual(entry.stack);
    const names = [...objectsOf(entry).keys()];
    expect(names.length).toBeGreaterThanOrEqual(8);
    expect(names.filter((name) => !name.startsWith('crm_'))).toEqual([]);
    expect(new Set(names).size).toBe(entry.stack.objects?.length);
  });

  it('parses, as a stack and object by object', () => {
    expect(ObjectStackDefinitionSchema.safeParse(entry.stack).error?.issues ?? []).toEqual([]);
    for (const object of entry.stack.objects ?? []) {
      expect(ObjectSchema.safeParse(object).error?.issues ?? [], object.name).toEqual([]);
    }
  });

  it('has no dangling reference', () => {
    // defineStack's own type lacks the `| undefined` that the stack type has: no difference at run time.
    expect(() => defineStack(entry.stack as ObjectStackDefinitionInput)).not.toThrow();
    const objects = objectsOf(entry);
    for (const object of objects.values()) {
      for (const [name, field] of Object.entries(object.fields)) {
        if (field.reference !== undefined) {
          expect(objects.has(field.reference), `${object.name}.${name}`).toBe(true);
        }
      }
      for (const index of object.indexes ?? []) {
        expect(Object.keys(object.fields), object.name).toEqual(expect.arrayContaining(index.fields));
      }
    }
    for (const flow of entry.stack.flows ?? []) {
      for (const node of flow.nodes) {
        const target = node.config?.objectName;
        if (typeof target === 'string') expect(objects.has(target), `${flow.name}.${node.id}`).toBe(true);
      }
    }
    for (const set of entry.stack.permissions ?? []) {
      for (const path of Object.keys(set.fields ?? {})) {
        const [object = '', field = ''] = path.split('.');
        expect(objects.get(object)?.fields[field], `${set.name} grants ${path}`).toBeDefined();
      }
    }
  });

  it('has three to five rows for each object, of its stored fields only, that relate to each other', () => {
    const objects = objectsOf(entry);
    const rows = sampleRows(version);
    expect(Object.keys(rows).sort()).toEqual([...objects.keys()].sort());
    for (const [name, list] of Object.entries(rows)) {
      expect(list.length).toBeGreaterThanOrEqual(3);
      expect(list.length).toBeLessThanOrEqual(5);
      const fields = objects.get(name)?.fields ?? {};
      for (const row of list) {
        for (const [column, value] of Object.entries(row)) {
          if (column === 'id') continue;
          const field = fields[column];
          expect(field && field.type !== 'formula', `${name}.${column}`).toBe(true);
          if (!field?.reference || value === null) continue;
          const ids = (rows[field.reference] ?? []).map((target) => target.id);
          expect(ids, `${name}.${column}`).toEqual(expect.arrayContaining([value].flat()));
        }
      }
    }
  });
});

describe('sample rows', () => {
  it('never repeats an id or a unique value across versions', () => {
    const seen = new Set<string>();
    for (const entry of versions) {
      const objects = objectsOf(entry);
      for (const [name, list] of Object.entries(sampleRows(entry.version))) {
        for (const row of list) {
          for (const [column, value] of Object.entries(row)) {
            const field = objects.get(name)?.fields[column];
            const unique = column === 'id' || field?.unique !== undefined || field?.type === 'autonumber';
            if (!unique || value === null) continue;
            const key = `${name === 'crm_case' ? 'crm_ticket' : name}.${column}=${String(value)}`;
            expect(seen.has(key), key).toBe(false);
            seen.add(key);
          }
        }
      }
    }
  });

  it('refuses a version that does not exist', () => {
    expect(() => sampleRows('9.9.9')).toThrow('no rows for version 9.9.9');
  });
});

describe.each(pairs())('renames of %s', (_name, before, after) => {
  it('name something on both sides, and nothing on the wrong one', () => {
    const old = objectsOf(before);
    const now = objectsOf(after);
    expect(after.renames.length).toBeGreaterThan(0);
    for (const rename of after.renames) {
      const name = rename.ref.replace(/^object\//, '');
      if (rename.field === undefined) {
        expect([old.has(name), now.has(name)]).toEqual([true, false]);
        expect([old.has(rename.to), now.has(rename.to)]).toEqual([false, true]);
        continue;
      }
      const oldFields = Object.keys(old.get(name)?.fields ?? {});
      const newFields = Object.keys(now.get(name)?.fields ?? {});
      expect([oldFields.includes(rename.field), newFields.includes(rename.field)]).toEqual([true, false]);
      expect([oldFields.includes(rename.to), newFields.includes(rename.to)]).toEqual([false, true]);
    }
  });

  it('leave no trace of the old name outside labels', () => {
    const text = JSON.stringify(after.stack);
    for (const rename of after.renames.filter((entry) => entry.field === undefined)) {
      expect(text).not.toContain(rename.ref.replace(/^object\//, ''));
    }
  });
});
