import { describe, expect, it } from 'vitest';
import { COMMANDS } from './command-list.ts';
import { commandCalled, parseCall } from './program.ts';
import { usageFactOf } from './usage-error.ts';

const silent = () => {};

async function refusal(...argv: string[]) {
  const error = await parseCall(argv, silent).then(
    () => null,
    (thrown: { code: string; message: string }) => thrown,
  );
  return error === null ? null : usageFactOf(error.code, error.message, commandCalled(argv));
}

describe('parseCall', () => {
  it('finds commands of groups, with global options on either side', async () => {
    const call = await parseCall(['--package', 'p', 'stage', 'rename', 'object', 'a', 'b', '--json'], silent);
    expect(call).toMatchObject({
      entry: { name: 'stage rename' },
      args: { type: 'object', name: 'a', new: 'b' },
      globals: { package: 'p', json: true },
    });
  });

  it('keeps --version of publish for the version to seal', async () => {
    const call = await parseCall(['publish', '--version', '1.2.0', '--dry-run'], silent);
    expect(call?.options).toMatchObject({ version: '1.2.0', dryRun: true, force: false });
    expect(call?.options).not.toHaveProperty('notes');
  });

  it('takes - as a file and leaves out what is optional', async () => {
    expect((await parseCall(['stage', 'put', 'object', 'a', '--file', '-'], silent))?.options).toEqual({
      file: '-',
    });
    expect((await parseCall(['discard'], silent))?.args).toEqual({ type: undefined, name: undefined });
  });

  it('says what is wrong and what was meant', async () => {
    expect(await refusal('pubish')).toEqual({
      message: `unknown command 'pubish'`,
      suggestion: 'did you mean publish?',
    });
    expect(await refusal('publish', '--forse')).toMatchObject({ suggestion: 'did you mean --force?' });
    expect(await refusal('env', 'lst')).toMatchObject({
      message: `unknown command 'lst'`,
      suggestion: 'did you mean list?',
    });
    expect((await refusal('promote', '1.0.0'))?.message).toContain('--to');
    expect((await refusal('publish', '--to', 'dev'))?.suggestion).toContain('mda publish --help');
    expect((await refusal('stage', 'put', 'object'))?.suggestion).toContain('mda stage put --help');
    expect((await refusal('--xyzzy'))?.suggestion).toContain('mda COMMAND --help');
    expect((await refusal('answer'))?.message).toContain(`'ID'`);
    expect((await refusal('undo', 'extra'))?.message).toContain('too many arguments');
    expect(
      (await refusal('env', 'add', 'x', '--type', 'cloud', '--database', 'sqlite:x'))?.message,
    ).toContain('development');
  });
});

describe('the command list', () => {
  it('loads every command, and each has help that says what it takes', async () => {
    for (const entry of COMMANDS) {
      const { command } = await entry.load();
      let help = '';
      await parseCall([...entry.name.split(' '), '--help'], (text) => {
        help += text;
      }).catch(() => null);
      expect(help, entry.name).toContain(entry.summary.split(' ')[0]);
      for (const name of command.arguments) expect(help, entry.name).toContain(name);
      for (const name of Object.keys(command.options))
        expect(help, entry.name).toContain(
          `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`,
        );
    }
  });

  it('names nothing twice', () => {
    const names = COMMANDS.map((entry) => entry.name);
    expect(new Set(names).size).toBe(names.length);
  });
});
