import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CommandFailed, runLogged } from '../../../../build/processes/logged-command.mjs';
import { runProgram } from '../../../../build/processes/program.mjs';
import { SetupError } from '../../../../build/setup/setup-error.mjs';
import { needsNewerNode } from '../../../../build/setup/toolchain.mjs';

const node = process.execPath;

describe('runProgram', () => {
  it('ends with the exit code of the program, or 128 and the number of the signal', async () => {
    expect(await runProgram(node, ['-e', 'process.exit(3)'])).toBe(3);
    expect(await runProgram(node, ['-e', "process.kill(process.pid, 'SIGTERM')"])).toBe(143);
  });

  it('forwards a signal, and removes its listeners afterwards', async () => {
    const before = process.listenerCount('SIGTERM');
    const tellsParent =
      "process.on('SIGHUP', () => process.exit(5)); setInterval(() => {}, 99); process.kill(process.ppid, 'SIGHUP')";
    expect(await runProgram(node, ['-e', tellsParent])).toBe(5);
    expect(process.listenerCount('SIGTERM')).toBe(before);
  });

  it('names the program that could not be started', async () => {
    await expect(runProgram('/no/such/program', [])).rejects.toThrow(SetupError);
  });
});

describe('runLogged', () => {
  let cache: string;
  beforeEach(() => {
    cache = mkdtempSync(path.join(tmpdir(), 'parley-logs-'));
    vi.stubEnv('XDG_CACHE_HOME', cache);
  });
  afterEach(() => {
    vi.unstubAllEnvs();
    rmSync(cache, { recursive: true });
  });

  it('returns the output and leaves no log on success', async () => {
    expect(await runLogged(node, ['-p', '1 + 1'], { title: 'Adding' })).toBe('2\n');
    expect(readdirSync(cache)).toEqual([]);
  });

  it('shows the end of the output and writes all of it to a log if the command fails', async () => {
    const noisy = "for (let i = 1; i <= 100; i++) console.error('line ' + i); process.exitCode = 4";
    const failure = await runLogged(node, ['-e', noisy], { title: 'Counting' }).catch(
      (error: unknown) => error,
    );
    expect(failure).toBeInstanceOf(CommandFailed);
    expect((failure as CommandFailed).message).toMatch(
      /ended with code 4[\s\S]*\nline 76\n[\s\S]*line 100\n/,
    );
    expect((failure as CommandFailed).message).not.toContain('line 75\n');
    expect(readFileSync(path.join(cache, 'parley', 'logs', 'counting.log'), 'utf8')).toContain('line 1\n');
  });

  it('stops a command that takes too long, and names a missing command', async () => {
    const endless = ['-e', 'setInterval(() => {}, 1000)'];
    await expect(runLogged(node, endless, { title: 'Waiting', timeoutMs: 100 })).rejects.toThrow(
      'longer than 0.1 s',
    );
    await expect(runLogged('no-such-command', [], { title: 'Nothing' })).rejects.toThrow(
      "'no-such-command' is not installed",
    );
  });
});

describe('needsNewerNode', () => {
  it.each([
    ['20.19.0', true],
    ['22.4.1', true],
    ['24.0.0', false],
    ['26.1.0', false],
  ])('%s: %s', (version, needed) => {
    expect(needsNewerNode(version)).toBe(needed);
  });
});
