import { describe, expect, test } from 'vitest';
import type { Requester } from '../../../../../electron/core/ports.ts';
import { Transfer } from '../../../../../electron/core/transfers/transfer.ts';
import { ParleyError } from '../../../../../protocol/errors.ts';
import type { ReferProgress } from '../../../../../protocol/refer.ts';
import type { RequestData } from '../../../../../protocol/signaling/requests.ts';
import { CAROL, toCarol } from '../../../../support/core/transfer-calls.ts';
import { settled } from '../../../../support/fake-clock.ts';

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

/** Creates a transfer whose server accepts every request, unless `refusal` is set. */
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
  test('[REF-8] resolves when the target is reached, and not before', async () => {
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

  test('[REF-2] [REF-8] rejects with who caused the failure, the reason and the SIP response', async () => {
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
    ['the subscription is terminated', 'REFER_TERMINATED'],
  ])('[REF-4] %s', async (how, code) => {
    const { transfer } = transferOf();
    if (how === 'timed out') transfer.handle({ state: 'timed-out' });
    else await transfer.terminateSubscription();
    await expect(transfer.done).rejects.toMatchObject({ code });
    await expect(transfer.cancel()).rejects.toMatchObject({ code: 'REFER_GONE' });
    await expect(transfer.terminateSubscription()).rejects.toMatchObject({ code: 'REFER_GONE' });
  });

  test('[REF-7] a refusal of the server rejects both promises with its code, and the call is not resumed', async () => {
    const { transfer, resumed } = transferOf({ refusal: new ParleyError('REFER_LOOP', 'no') });
    await expect(transfer.sent).rejects.toMatchObject({ code: 'REFER_LOOP' });
    await expect(transfer.done).rejects.toMatchObject({ code: 'REFER_LOOP' });
    expect(transfer.over).toBe(true);
    expect(resumed()).toBe(0);
  });
});

describe('the progress of a transfer as an async iterable', () => {
  test('[REF-2] gives all reports to every reader, early or late', async () => {
    const { transfer } = transferOf();
    const early = all(transfer.progress);
    for (const progress of established) {
      transfer.handle(progress);
      await settled();
    }
    expect(await early).toEqual(established);
    expect(await all(transfer.progress)).toEqual(established);
  });

  test('[REF-2] has exactly one final report, and ignores later ones', async () => {
    const { transfer } = transferOf();
    for (const progress of established) transfer.handle(progress);
    transfer.handle({ state: 'timed-out' });
    transfer.sessionEnded({ reason: 'hung-up', by: 'them' });
    expect(await all(transfer.progress)).toEqual(established);
  });

  test('[REF-4] ends without a final report when the subscription is terminated', async () => {
    const { transfer } = transferOf();
    transfer.handle({ state: 'accepted' });
    const reading = all(transfer.progress);
    await transfer.terminateSubscription();
    transfer.handle({ state: 'ringing' });
    expect(await reading).toEqual([{ state: 'accepted' }]);
  });
});

describe('the abort signal of a transfer', () => {
  test('[REF-8] cancels the transfer once when it is aborted', async () => {
    const controller = new AbortController();
    const { transfer, requests } = transferOf({ signal: controller.signal });
    await transfer.sent;
    controller.abort();
    await settled();
    expect(requests).toEqual(['refer.send', 'refer.cancel']);
    expect(transfer.over).toBe(false);
  });

  test('[REF-8] aborted before the start, it cancels the transfer as soon as it is sent', async () => {
    const { requests } = transferOf({ signal: AbortSignal.abort() });
    await settled();
    expect(requests).toEqual(['refer.send', 'refer.cancel']);
  });

  test('[REF-8] does nothing when it is aborted after the end', async () => {
    const controller = new AbortController();
    const { transfer, requests } = transferOf({ signal: controller.signal });
    await transfer.sent;
    transfer.handle({ state: 'timed-out' });
    controller.abort();
    await settled();
    expect(requests).toEqual(['refer.send']);
  });
});
