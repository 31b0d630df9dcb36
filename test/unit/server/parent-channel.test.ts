import { EventEmitter } from 'node:events';
import { expect, test } from 'vitest';
import { type ChildProcessSide, openParentChannel } from '../../../server/parent-channel.ts';

const report = { type: 'listening', url: 'http://127.0.0.1:7450' } as const;

test('a standalone server has no parent', () => {
  expect(openParentChannel(new EventEmitter() as ChildProcessSide)).toBeUndefined();
});

test('a child of Node reports by process.send and notices that its parent is gone', async () => {
  const sent: unknown[] = [];
  const side = Object.assign(new EventEmitter(), {
    send: (message: unknown, done: (error: Error | null) => void) => {
      sent.push(message);
      done(null);
    },
  });
  const parent = openParentChannel(side as ChildProcessSide);
  let gone = 0;
  parent?.onGone(() => {
    gone += 1;
  });
  await parent?.report(report);
  side.emit('disconnect');
  expect(sent).toEqual([report]);
  expect(gone).toBe(1);
});

test('a report to a parent that is gone already does not fail', async () => {
  const side = Object.assign(new EventEmitter(), {
    send: (_message: unknown, done: (error: Error | null) => void) => done(new Error('channel closed')),
  });
  await openParentChannel(side as ChildProcessSide)?.report(report);
});

test('a utility process of Electron reports by its parent port', async () => {
  const sent: unknown[] = [];
  const side = Object.assign(new EventEmitter(), {
    parentPort: { postMessage: (m: unknown) => sent.push(m) },
  });
  await openParentChannel(side as unknown as ChildProcessSide)?.report(report);
  expect(sent).toEqual([report]);
});
