import type { ProgressEvent } from '@objectstack/metadata-authoring';
import { describe, expect, it } from 'vitest';
import { createProgress } from './progress.ts';

const event = (message: string, done = 0, total = 0): ProgressEvent => ({
  run: 'r',
  kind: 'publish',
  state: 'applying',
  done,
  total,
  message,
});

function recorder(isTTY: boolean, columns?: number) {
  const written: string[] = [];
  return {
    written,
    stream: { write: (text: string) => written.push(text), isTTY, ...(columns ? { columns } : {}) },
  };
}

describe('createProgress', () => {
  it('writes plain lines elsewhere, each once', () => {
    const { written, stream } = recorder(false);
    const progress = createProgress(stream);
    for (const one of [event('planned', 0, 2), event('planned', 0, 2), event('expand', 1, 2)])
      progress.onProgress(one);
    progress.end();
    expect(written).toEqual(['publish: planned (0/2)\n', 'publish: expand (1/2)\n']);
  });

  it('keeps to one line on a terminal and clears it', () => {
    const { written, stream } = recorder(true, 20);
    const progress = createProgress(stream);
    progress.onProgress(event('a very long message that would wrap'));
    progress.end();
    progress.end();
    expect(written).toEqual(['\r\u001b[2Kpublish: a very lon', '\r\u001b[2K']);
  });
});
