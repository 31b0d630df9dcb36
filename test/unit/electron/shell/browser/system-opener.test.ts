import { spawn } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { describe, expect, test } from 'vitest';
import { openWithSystem } from '../../../../../electron/shell/browser/system-opener.ts';
import { systemClock } from '../../../../../electron/shell/environment.ts';
import { FakeClock } from '../../../../support/fake-clock.ts';

const url = 'https://example.org/?a=1&b=$(id);c';

function opener(platform: NodeJS.Platform) {
  const clock = new FakeClock();
  const process = new EventEmitter();
  const started: [string, string[]][] = [];
  const start = (command: string, args: string[]) => {
    started.push([command, args]);
    return process;
  };
  return { clock, process, started, opened: openWithSystem({ platform, start, clock }, url) };
}

describe('opening links from plain Node', () => {
  test.each([
    ['linux', 'xdg-open', [url]],
    ['freebsd', 'xdg-open', [url]],
    ['darwin', 'open', [url]],
    ['win32', 'rundll32.exe', ['url.dll,FileProtocolHandler', url]],
  ] as const)(
    '[SEC-4] %s: runs one program with the URL as one argument',
    async (platform, command, args) => {
      const { started, process, opened } = opener(platform);
      process.emit('exit', 0);
      await opened;
      expect(started).toEqual([[command, args]]);
    },
  );

  test('a program that fails or does not exist causes a typed error', async () => {
    const failing = opener('linux');
    failing.process.emit('exit', 3);
    await expect(failing.opened).rejects.toMatchObject({ code: 'LINK_NOT_OPENED' });
    const start = () => spawn('/nowhere/xdg-open', [], { stdio: 'ignore' });
    await expect(openWithSystem({ platform: 'linux', start, clock: systemClock }, url)).rejects.toMatchObject(
      { code: 'LINK_NOT_OPENED' },
    );
  });

  test('a program that continues to run has opened the link', async () => {
    const { clock, opened } = opener('linux');
    await clock.pass(5_000);
    await opened;
    expect(clock.pending).toBe(0);
  });
});
