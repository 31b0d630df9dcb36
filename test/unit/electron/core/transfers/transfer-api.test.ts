import { describe, expect, test } from 'vitest';
import type { Requester } from '../../../../../electron/core/ports.ts';
import { Transfer } from '../../../../../electron/core/transfers/transfer.ts';
import { ParleyError } from '../../../../../protocol/errors.ts';
import type { ReferProgress } from '../../../../../protocol/refer.ts';
import type { RequestData } from '../../../../../protocol/signaling/requests.ts';
import { settled } from '../../../../support/core/fakes/fake-clock.ts';
import { CAROL, toCarol } from '../../../../support/core/transfer-calls.ts';

const request: RequestData<'refer.send'> = {
  referId: 'referral-1' as never,
  sessionId: 'session-1' as never,
  target: { kind: 'person', address: CAROL.address },
};
const established: ReferProgress[] = [
  { state: 'accepted' },
  { state: 'trying' },
  { state: 'ringing' },
  { state: 'established' },
];

/** A transfer whose server takes everything, unless told otherwise. */
function transferOf({ signal, refusal }: { signal?: AbortSignal; refusal?: ParleyError } = {}) {
  const requests: string[] = [];
  let resumed = 0;
  const server = {
    request: async (name: string) => {
      requests.push(name);
      if (refusal !== undefined) throw refusal;
      return { to: toCarol, expiresAtMs: 0 };
    },
  } as unknown as Requester;
  const transfer = new Transfer({
    request,
    server,
    log: { info: () => {}, warn: () => {} },
    show: () => {},
    resume: () => {
      resumed += 1;
    },
    ...(signal && { signal }),
  });
  return { transfer, requests, resumed: () => resumed };
}

async function all<Item>(feed: AsyncIterable<Item>): Promise<Item[]> {
  const items: Item[] = [];
  for await (const item of feed) items.push(item);
  return items;
}

describe('a transfer as a promise', () => {
  test('[REF-8] done when the target was reached, and not before', async () => {
    const { transfer, resumed } = transferOf();
    let done = false;
    const waiting = transfer.done.then(() => {
      done = true;
    });
    for (const progress of established.slice(0, -1)) transfer.handle(progress);
    await settled();
    expect(done).toBe(false);
    transfer.handle({ state: 'established' });
    await waiting;
    expect(resumed()).toBe(0);
  });

  test('[REF-2] [REF-8] a failure says by whom, why, and with which SIP response', async () => {
    const { transfer, resumed } = transferOf();
    const failure = { by: 'target', reason: 'busy', code: 'TARGET_OFFLINE' } as const;
    transfer.handle({ state: 'failed', failure });
    await expect(transfer.done).rejects.toMatchObject({
      code: 'REFER_FAILED',
      context: { by: 'target', reason: 'busy', sip: 486, cause: 'TARGET_OFFLINE' },
    });
    expect(resumed()).toBe(1);
  });

  test.each([
    ['timed out', 'REFER_TIMED_OUT'],
    ['terminated', 'REFER_TERMINATED'],
  ])('[REF-4] %s', async (how, code) => {
    const { transfer } = transferOf();
    if (how === 'timed out') transfer.handle({ state: 'timed-out' });
    else await transfer.terminateSubscription();
    await expect(transfer.done).rejects.toMatchObject({ code });
    await expect(transfer.cancel()).rejects.toMatchObject({ code: 'REFER_GONE' });
    await expect(transfer.terminateSubscription()).rejects.toMatchObject({ code: 'REFER_GONE' });
  });

  test('[REF-7] what the server refuses rejects both, with its own code; nobody is called back', async () => {
    const { transfer, resumed } = transferOf({ refusal: new ParleyError('REFER_LOOP', 'no') });
    await expect(transfer.sent).rejects.toMatchObject({ code: 'REFER_LOOP' });
    await expect(transfer.done).rejects.toMatchObject({ code: 'REFER_LOOP' });
    expect(transfer.over).toBe(true);
    expect(resumed()).toBe(0);
  });
});

describe('its progress as an async iterable', () => {
  test('[REF-2] whoever begins to read early or late reads all of it, to its end', async () => {
    const { transfer } = transferOf();
    const early = all(transfer.progress);
    for (const progress of established) {
      transfer.handle(progress);
      await settled();
    }
    expect(await early).toEqual(established);
    expect(await all(transfer.progress)).toEqual(established);
  });

  test('[REF-2] exactly one final word, whatever comes after it', async () => {
    const { transfer } = transferOf();
    for (const progress of established) transfer.handle(progress);
    transfer.handle({ state: 'timed-out' });
    transfer.sessionEnded({ reason: 'hung-up', by: 'them' });
    expect(await all(transfer.progress)).toEqual(established);
  });

  test('[REF-4] it ends without one when the subscription is terminated', async () => {
    const { transfer } = transferOf();
    transfer.handle({ state: 'accepted' });
    const reading = all(transfer.progress);
    await transfer.terminateSubscription();
    transfer.handle({ state: 'ringing' });
    expect(await reading).toEqual([{ state: 'accepted' }]);
  });
});

describe('its signal', () => {
  test('[REF-8] aborted, the other side is called back, once', async () => {
    const controller = new AbortController();
    const { transfer, requests } = transferOf({ signal: controller.signal });
    await transfer.sent;
    controller.abort();
    await settled();
    expect(requests).toEqual(['refer.send', 'refer.cancel']);
    expect(transfer.over).toBe(false);
  });

  test('[REF-8] aborted before: it is taken back as soon as it is out', async () => {
    const { requests } = transferOf({ signal: AbortSignal.abort() });
    await settled();
    expect(requests).toEqual(['refer.send', 'refer.cancel']);
  });

  test('[REF-8] aborted after the end it says nothing', async () => {
    const controller = new AbortController();
    const { transfer, requests } = transferOf({ signal: controller.signal });
    await transfer.sent;
    transfer.handle({ state: 'timed-out' });
    controller.abort();
    await settled();
    expect(requests).toEqual(['refer.send']);
  });
});
