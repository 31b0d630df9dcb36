import { EventEmitter } from 'node:events';
import type { Server, Socket } from 'node:net';
import { beforeEach, describe, expect, test } from 'vitest';
import { Newcomers } from '../../../../server/gateway/limits/newcomers.ts';
import { FakeClock } from '../../../support/fake-clock.ts';

/** The used part of a socket. */
class Knock extends EventEmitter {
  destroyed = false;
  readonly remoteAddress: string;
  readonly remotePort: number;

  constructor(remoteAddress: string, remotePort: number) {
    super();
    this.remoteAddress = remoteAddress;
    this.remotePort = remotePort;
  }

  destroy(): void {
    this.destroyed = true;
    this.emit('close');
  }
}

describe('[RES-6] connections that have not signed in', () => {
  let clock: FakeClock;
  let listener: EventEmitter;
  let newcomers: Newcomers;
  let lastPort: number;

  beforeEach(() => {
    clock = new FakeClock();
    listener = new EventEmitter();
    lastPort = 0;
    const limits = {
      fromOneSource: 4,
      inAll: 10,
      replaceableAfterMs: 2_000,
      arrivals: { burst: 20, perSecond: 1 },
    };
    newcomers = new Newcomers(listener as Server, clock, limits);
  });

  function knock(source: string, count = 1): Knock[] {
    return Array.from({ length: count }, () => {
      lastPort += 1;
      const socket = new Knock(source, lastPort);
      listener.emit('connection', socket);
      return socket;
    });
  }
  const alive = (sockets: Knock[]) => sockets.filter(({ destroyed }) => !destroyed).length;

  test('one source cannot exceed its share, and does not affect another source', () => {
    const flood = knock('192.0.2.1', 9);
    expect(alive(flood)).toBe(4);
    expect(alive(knock('192.0.2.2', 4))).toBe(4);
    expect(alive(flood)).toBe(4);
  });

  test('all sources together cannot exceed the total', () => {
    const all = Array.from({ length: 30 }, (_, index) => knock(`192.0.2.${index}`)).flat();
    expect(alive(all)).toBe(10);
  });

  test('at the total, the oldest socket of the fullest source is replaced, but only after its minimum time', () => {
    const fullest = knock('192.0.2.1', 4);
    const others = [knock('192.0.2.2', 3), knock('192.0.2.3', 3)].flat();
    expect(alive(knock('192.0.2.4'))).toBe(0);
    clock.advance(2_000);
    expect(alive(knock('192.0.2.4'))).toBe(1);
    expect(fullest.map(({ destroyed }) => destroyed)).toEqual([true, false, false, false]);
    expect(alive(others)).toBe(6);
  });

  test('a connection that has signed in or is gone no longer counts', () => {
    const [signedIn, gone] = knock('192.0.2.1', 4);
    newcomers.signedIn(signedIn as unknown as Socket);
    gone?.destroy();
    expect(alive(knock('192.0.2.1', 3))).toBe(2);
    clock.advance(10_000);
    knock('192.0.2.1', 8);
    expect(signedIn?.destroyed).toBe(false);
  });

  test('one source has a limited rate of new connections, even if each one is closed immediately', () => {
    let opened = 0;
    for (let count = 0; count < 50; count += 1) {
      const [socket] = knock('192.0.2.1');
      if (socket?.destroyed === false) opened += 1;
      socket?.destroy();
    }
    expect(opened).toBe(20);
    clock.advance(3_000);
    expect(alive(knock('192.0.2.1', 10))).toBe(3);
  });
});
