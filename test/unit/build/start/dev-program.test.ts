import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { afterQuiet, DevProgram } from '../../../../build/start/dev-program.mjs';

class FakeApp extends EventEmitter {
  connected = true;
  readonly sent: unknown[] = [];
  send(message: unknown): void {
    this.sent.push(message);
  }
  kill(): void {
    this.emit('exit', 0);
  }
}

function developing() {
  const apps: FakeApp[] = [];
  const program = new DevProgram(() => {
    const app = new FakeApp();
    apps.push(app);
    return app as never;
  });
  return { apps, program, ended: program.run() };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('the page loads itself again when only it was built', () => {
  const { apps, program } = developing();
  program.use([]);
  program.use(['renderer']);
  expect([apps.length, apps[0]?.sent]).toEqual([1, ['reload-page']]);
});

test.each([['electron'], ['server']])('the app starts again when %s was built', async (name) => {
  const { apps, program, ended } = developing();
  program.use(['renderer', name]);
  await vi.waitFor(() => expect(apps).toHaveLength(2));
  apps[1]?.emit('exit', 3);
  expect(await ended).toBe(3);
});

test('an app that is stopped does not start again', async () => {
  const { apps, program, ended } = developing();
  program.stop();
  expect([await ended, apps.length]).toEqual([0, 1]);
});

test('many changes are one build, when nothing has changed for a while', async () => {
  const build = vi.fn(async () => {});
  const changed = afterQuiet(200, build);
  changed();
  await vi.advanceTimersByTimeAsync(150);
  changed();
  await vi.advanceTimersByTimeAsync(150);
  expect(build).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(50);
  expect(build).toHaveBeenCalledTimes(1);
});
