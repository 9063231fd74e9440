import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findWorkspace, openWorkspace, parseConfig } from './workspace-file.ts';

describe('parseConfig', () => {
  it('takes what it knows', () => {
    const config = { control: 'sqlite:.mda/control.db', package: 'com.acme.crm', members: { ada: 'maker' } };
    expect(parseConfig(JSON.stringify(config))).toEqual(config);
  });

  it.each([
    ['no JSON', '{', 'INPUT_UNPARSABLE'],
    ['a list', '[]', 'USAGE_INVALID'],
    ['an unknown key', '{"control":"sqlite:x","member":{}}', 'USAGE_INVALID'],
    ['no control plane', '{}', 'USAGE_INVALID'],
    ['an unknown role', '{"control":"sqlite:x","members":{"ada":"king"}}', 'USAGE_INVALID'],
  ])('refuses %s', (_name, text, code) => {
    expect(() => parseConfig(text)).toThrow(expect.objectContaining({ code }));
  });

  it('keeps a member named like a part of every object', () => {
    const { members } = parseConfig('{"control":"sqlite:x","members":{"constructor":"reader"}}');
    expect(members).toEqual({ constructor: 'reader' });
  });
});

describe('openWorkspace', () => {
  let root: string;
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'mda-workspace-'));
    await mkdir(join(root, 'deep/er'), { recursive: true });
    await writeFile(join(root, 'mda.json'), '{"control":"sqlite:.mda/control.db"}');
  });
  afterAll(() => rm(root, { recursive: true }));

  it('finds the nearest parent', async () => {
    expect(findWorkspace(join(root, 'deep/er'))).toBe(root);
    expect((await openWorkspace(join(root, 'deep/er'), undefined)).root).toBe(root);
    expect((await openWorkspace('/', root)).root).toBe(root);
  });

  it('does not search upwards from a folder that was named', async () => {
    await expect(openWorkspace(root, 'deep')).rejects.toMatchObject({ code: 'WORKSPACE_NOT_FOUND' });
  });
});
