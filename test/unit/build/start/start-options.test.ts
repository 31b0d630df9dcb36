import { describe, expect, it } from 'vitest';
import { chooseShell, readStartOptions } from '../../../../build/start/start-options.mjs';
import { readStartOptions as readAppOptions } from '../../../../electron/shell/start-options.ts';

/** Electron's rule on Windows (shell/app/command_line_args.cc): no argument may follow an argument that looks like a URL. */
function isAcceptedByElectron(args: string[]): boolean {
  const address = args.findIndex((text) => /^[A-Za-z][^:\s]+:/.test(text));
  return address === -1 || address === args.length - 1;
}

describe('readStartOptions', () => {
  it('forwards everything except the shell', () => {
    const args = [
      '--shell',
      'browser',
      '--profile=two',
      '--name',
      'Alice B',
      '--no-window',
      '--server',
      'https://x',
      '--token',
      'eyJ.a.b',
    ];
    expect(readStartOptions(args)).toEqual({
      help: false,
      shell: 'browser',
      forwarded: ['--profile=two', '--name=Alice B', '--no-window', '--server=https://x'],
      env: { PARLEY_TOKEN: 'eyJ.a.b' },
    });
  });

  it.each([
    [['--token', 'eyJ.a.b']],
    [['--token=eyJ.a.b', '--no-window']],
    [['--token=first', '--server', 'https://x', '--token=eyJ.a.b']],
  ])('[SEC-5] passes the token of %j in the environment, never in the arguments', (args) => {
    const { forwarded, env } = readStartOptions(args);
    expect(forwarded.join(' ')).not.toMatch(/token|eyJ|first/);
    const given = { HOME: '/home/alice', PARLEY_TOKEN: 'of the shell', ...env };
    const app = readAppOptions({ args: forwarded, env: given, platform: 'linux' });
    expect(app.token).toBe('eyJ.a.b');
  });

  it.each([
    [['--server', 'https://parley.example:7450', '--token', 'eyJ.a.b']],
    [['--name', 'sip:alice', '--no-window']],
    [['--data-dir', 'file:///tmp/alice', '--server=https://x', '--profile', 'two']],
  ])('forwards %j so that Electron on Windows reads it, and both shells read the same', (args) => {
    const { forwarded, env } = readStartOptions(args);
    expect(isAcceptedByElectron(forwarded)).toBe(true);
    const read = (given: string[], variables = {}) =>
      readAppOptions({ args: given, env: { HOME: '/home/alice', ...variables }, platform: 'linux' });
    expect(read(forwarded, env)).toEqual(read(args));
  });

  it.each([
    [['--bogus'], /Unknown option '--bogus'.*--help/],
    [['--shell', 'kde'], /--shell takes electron, browser, none/],
    [['--server'], /--server.*missing/],
    [['stray'], /'stray'/],
  ])('answers %j with a sentence and exit code 2', (args, message) => {
    expect(() => readStartOptions(args)).toThrow(message);
    expect(() => readStartOptions(args)).toThrow(expect.objectContaining({ exitCode: 2 }));
  });
});

describe('chooseShell', () => {
  const desktop = { hasElectron: true, isRoot: false, hasDisplay: true, hasSandbox: true };

  it('uses Electron without a note if it can run', () => {
    expect(chooseShell(undefined, desktop)).toEqual({ shell: 'electron' });
  });

  it.each([
    [{ hasElectron: false }, 'could not be downloaded'],
    [{ isRoot: true }, 'as root'],
    [{ hasDisplay: false }, 'display'],
    [{ hasSandbox: false }, 'user namespace'],
    [{ hasSandbox: false, hasElectron: false }, 'user namespace'],
  ])('uses the browser shell if %j, and says why in one line', (change, why) => {
    const { shell, note } = chooseShell(undefined, { ...desktop, ...change });
    expect(shell).toBe('browser');
    expect(note).toContain(why);
    expect(note).not.toContain('\n');
  });

  it('uses the shell that was asked for', () => {
    expect(chooseShell('none', desktop)).toEqual({ shell: 'none' });
    expect(() => chooseShell('electron', { ...desktop, hasElectron: false })).toThrow(
      'leave out `--shell electron`',
    );
  });
});
