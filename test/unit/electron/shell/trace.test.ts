import { expect, test } from 'vitest';
import type { Log, SignalingOptions, SignalingPort } from '../../../../electron/core/ports.ts';
import { textLog } from '../../../../electron/shell/text-log.ts';
import { traceText } from '../../../../electron/shell/trace/trace-text.ts';
import { tracedPages, tracedSignaling } from '../../../../electron/shell/trace/traced-ports.ts';
import { ParleyError } from '../../../../protocol/errors.ts';

function traceLog(): { log: Log; steps: string[] } {
  const steps: string[] = [];
  return { log: textLog(() => {}, { trace: (line) => steps.push(line) }), steps };
}

test('[SEC-5] a step shows IDs, numbers and known names, and no secret, description or message', () => {
  const facts = {
    sessionId: 'session-1',
    ending: { reason: 'hung-up', by: 'you' },
    offerNumber: 2,
    offer: 'v=0 secret-sdp',
    token: 'secret-token',
    passcode: '123456',
    text: 'secret text',
    candidates: ['secret-candidate'],
  };
  expect(traceText(facts)).toBe(
    'sessionId=session-1 ending.reason=hung-up ending.by=you offerNumber=2 candidates=[1]',
  );
});

test('a move of a machine is one line that names its session', () => {
  const { log, steps } = traceLog();
  log.trace?.('session', { sessionId: 'session-1', from: 'incoming', event: 'accept', to: 'establishing' });
  expect(steps).toEqual(['session sessionId=session-1 from=incoming event=accept to=establishing']);
});

test('without a trace the ports stay as they are', () => {
  const port = { connect: () => ({}) } as unknown as SignalingPort;
  expect(
    tracedSignaling(
      port,
      textLog(() => {}),
    ),
  ).toBe(port);
});

test('requests, replies, refusals and notices are steps', async () => {
  const { log, steps } = traceLog();
  let options: SignalingOptions | undefined;
  const replies = [async () => ({}), () => Promise.reject(new ParleyError('TARGET_UNKNOWN', 'nobody'))];
  const port = {
    connect: (given: SignalingOptions) => {
      options = given;
      return { request: async () => replies.shift()?.(), close: () => {} };
    },
  } as unknown as SignalingPort;
  const heard: string[] = [];
  const events = { notice: ({ name }: { name: string }) => heard.push(name) };
  const signaling = tracedSignaling(port, log).connect({ events } as unknown as SignalingOptions);
  await signaling.request('session.offer', { sessionId: 'session-1' } as never);
  await expect(signaling.request('session.offer', { sessionId: 'session-2' } as never)).rejects.toThrow(
    'nobody',
  );
  options?.events.notice({ name: 'session-ended', data: { sessionId: 'session-1' } } as never);
  expect(heard).toEqual(['session-ended']);
  expect(steps).toEqual([
    'request session.offer sessionId=session-1',
    'reply session.offer',
    'request session.offer sessionId=session-2',
    'refusal session.offer code=TARGET_UNKNOWN',
    'notice session-ended sessionId=session-1',
  ]);
});

test('orders to a page and commands from it are steps', async () => {
  const { log, steps } = traceLog();
  const connect = tracedPages((page) => {
    void page.handle('close-carriage', { carriageId: 'carriage-1' });
    return { handle: async () => ({ ok: true, value: {} }), closed: () => {} };
  }, log);
  const failed = { ok: false as const, error: new ParleyError('PAGE_ABSENT', '').toWire() };
  const page = connect({ handle: async () => failed, replaced: () => {} });
  await page.handle('hang-up', { sessionId: 'session-1' });
  expect(steps).toEqual([
    'order close-carriage carriageId=carriage-1',
    'command hang-up sessionId=session-1',
    'order close-carriage failed code=PAGE_ABSENT',
  ]);
});
