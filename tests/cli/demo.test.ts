// The demo is a claim in public: it must hold, tidy up, and read well without a terminal.
import { existsSync, readdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { describe, expect, it, vi } from 'vitest';
import { type Json, mda, mdaJson } from './support/mda.ts';

// Each call is a process of its own: on a busy machine that takes seconds.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

const leftovers = () =>
  readdirSync(tmpdir())
    .filter((name) => name.startsWith('mda-demo-'))
    .sort();

describe('mda demo', () => {
  it('tells the story, holds every check, and leaves nothing behind', async () => {
    const before = leftovers();
    const { code, stdout, stderr } = await mda(['demo'], { cwd: tmpdir() });
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/All \d+ checks hold/);
    expect(stdout).not.toContain('\u001b');
    for (const command of [
      'mda import',
      'mda diff --sql',
      'mda publish',
      'mda answer',
      'mda promote',
      'mda rollback',
    ])
      expect(stdout).toContain(`$ ${command}`);
    expect(leftovers()).toEqual(before);
  });

  it('--keep --json prints one document and leaves a workspace that works', async () => {
    const { code, json } = await mdaJson(['demo', '--keep'], { cwd: tmpdir() });
    expect(code).toBe(0);
    expect(json.checks.filter((check: Json) => !check.ok)).toEqual([]);
    for (const { before, after } of json.rows) expect(after).toBe(before);
    expect(existsSync(json.workspace)).toBe(true);
    const list = await mdaJson(['env', 'list', '--workspace', json.workspace], { cwd: tmpdir() });
    expect(list.json.environments[0].installations[0]).toMatchObject({
      package: 'com.example.crm',
      version: '2.0.0',
    });
    await rm(json.workspace, { recursive: true });
  });
});
