import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { ownerIsGone, ownerOf, processFacts } from './process-owner.ts';

describe('the owner of a lease', () => {
  it('is here while its process runs, and gone right after a kill', async () => {
    expect(ownerIsGone(ownerOf(processFacts()))).toBe(false);
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    await once(child, 'spawn');
    const owner = ownerOf(processFacts(child.pid));
    expect(ownerIsGone(owner)).toBe(false);
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(ownerIsGone(owner)).toBe(true);
  });

  it('is gone when its number belongs to another process now', () => {
    const { started, ...facts } = processFacts();
    if (started !== '') expect(ownerIsGone(ownerOf({ ...facts, started: '1' }))).toBe(true);
    expect(ownerIsGone(ownerOf({ ...facts, started: '' }))).toBe(false);
  });

  it('is left to time where nothing is certain', () => {
    const { place, started } = processFacts();
    expect(ownerIsGone(ownerOf({ place: 'elsewhere', pid: 2 ** 22 + 1, started }))).toBe(false);
    for (const owner of [
      '',
      'test',
      `${place}/`,
      `${place}/0/1`,
      `${place}/-1/1`,
      `${place}/x/1`,
      `${place}/12`,
    ])
      expect(ownerIsGone(owner), owner).toBe(false);
  });
});
