import { beforeEach, describe, expect, test, vi } from 'vitest';
import { ParleyError } from '../../../../protocol/errors.ts';
import {
  type OrderHandlers,
  PAGE_RELOAD_CODE,
  PAGE_REPLACED_CODE,
  type RpcPeer,
  type RpcResult,
} from '../../../../protocol/rpc/envelope.ts';
import { PROTOCOL_VERSION } from '../../../../protocol/version.ts';
import { Bridge } from '../../../../renderer/bridge/bridge.ts';
import {
  backOffMs,
  type Carrier,
  type CarrierEnd,
  webSocketCarrier,
} from '../../../../renderer/bridge/carriers.ts';
import { appState } from '../../../support/renderer/samples/session-view.ts';

class FakeMain implements Carrier {
  readonly #closed = Promise.withResolvers<CarrierEnd>();
  readonly calls: unknown[][] = [];
  result: RpcResult;
  readonly peer: RpcPeer = {
    handle: async (name, data) => {
      this.calls.push([name, data]);
      return this.result;
    },
  };
  constructor(result: RpcResult = { ok: true, value: { revision: 0, state: appState() } }) {
    this.result = result;
  }
  get closed(): Promise<CarrierEnd> {
    return this.#closed.promise;
  }
  close(end: CarrierEnd = 'lost'): void {
    this.#closed.resolve(end);
  }
}

const refusal = (code: 'PROTOCOL_VERSION_MISMATCH' | 'CONNECTION_LOST'): RpcResult => ({
  ok: false,
  error: new ParleyError(code, 'no').toWire(),
});

describe('the bridge', () => {
  let bridge: Bridge;
  const onAttached = vi.fn();
  const onLost = vi.fn();
  const pause = vi.fn(async () => undefined);

  beforeEach(() => {
    bridge = new Bridge();
    for (const mock of [onAttached, onLost, pause]) mock.mockClear();
  });

  function start(...mains: FakeMain[]): void {
    const left = [...mains];
    void bridge.start({
      open: async () => left.shift() ?? new Promise<Carrier>(() => undefined),
      pause,
      orders: {} as OrderHandlers,
      onAttached,
      onLost,
    });
  }

  test('attaches first, with the version of the contract', async () => {
    const main = new FakeMain();
    start(main);
    await vi.waitFor(() => expect(bridge.status.value.name).toBe('attached'));
    expect(main.calls).toEqual([['attach', { protocolVersion: PROTOCOL_VERSION }]]);
    expect(onAttached).toHaveBeenCalledOnce();
  });

  test('[LEASE-2] says once that main is gone, and attaches again', async () => {
    const [first, second] = [new FakeMain(), new FakeMain()];
    start(first, second);
    await vi.waitFor(() => expect(bridge.status.value.name).toBe('attached'));
    first.close();
    await vi.waitFor(() => expect(onAttached).toHaveBeenCalledTimes(2));
    expect(onLost).toHaveBeenCalledOnce();
  });

  test('a page that was replaced gives its devices back and waits until its user wants it again', async () => {
    const [first, second] = [new FakeMain(), new FakeMain()];
    start(first, second);
    await vi.waitFor(() => expect(bridge.status.value.name).toBe('attached'));
    first.close('replaced');
    const status = await vi.waitFor(() => {
      if (bridge.status.value.name !== 'replaced') throw new Error(bridge.status.value.name);
      return bridge.status.value;
    });
    expect(onLost).toHaveBeenCalledOnce();
    expect(pause).not.toHaveBeenCalled();
    expect(second.calls).toEqual([]);
    status.takeBack();
    await vi.waitFor(() => expect(onAttached).toHaveBeenCalledTimes(2));
    expect(bridge.status.value.name).toBe('attached');
  });

  test('a failure that may pass is tried again after a pause', async () => {
    start(new FakeMain(refusal('CONNECTION_LOST')), new FakeMain());
    await vi.waitFor(() => expect(bridge.status.value.name).toBe('attached'));
    expect(pause.mock.calls).toEqual([[1]]);
  });

  test('another version is refused for good', async () => {
    start(new FakeMain(refusal('PROTOCOL_VERSION_MISMATCH')));
    await vi.waitFor(() => expect(bridge.status.value.name).toBe('refused'));
    expect(onAttached).not.toHaveBeenCalled();
  });

  test('without main a command fails as CONNECTION_LOST', async () => {
    await expect(bridge.send('sign-out', {})).rejects.toMatchObject({ code: 'CONNECTION_LOST' });
  });
});

test.each([
  [PAGE_REPLACED_CODE, 'replaced'],
  [1001, 'lost'],
  [1006, 'lost'],
])('a socket that closes with %i is %s', async (code, end) => {
  const socket = new EventTarget() as WebSocket;
  const opening = webSocketCarrier(() => socket)({ handle: async () => ({ ok: true, value: {} }) });
  socket.dispatchEvent(new Event('open'));
  const carrier = await opening;
  socket.dispatchEvent(Object.assign(new Event('close'), { code }));
  expect(await carrier.closed).toBe(end);
});

test.each([
  [PAGE_RELOAD_CODE, 1],
  [1006, 0],
])('a page whose socket closes with %i is loaded again %i times', async (code, times) => {
  const socket = new EventTarget() as WebSocket;
  const reload = vi.fn();
  const opening = webSocketCarrier(() => socket, reload)({ handle: async () => ({ ok: true, value: {} }) });
  socket.dispatchEvent(new Event('open'));
  await opening;
  socket.dispatchEvent(Object.assign(new Event('close'), { code }));
  expect(reload).toHaveBeenCalledTimes(times);
});

test('[RES-4] back-off grows to five seconds, with jitter', () => {
  expect([1, 2, 3, 9].map((failures) => backOffMs(failures, () => 0))).toEqual([250, 500, 1_000, 5_000]);
  expect(backOffMs(9, () => 1)).toBe(3_333);
});
