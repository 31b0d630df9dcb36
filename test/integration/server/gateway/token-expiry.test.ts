import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FakeClock } from '../../../support/fake-clock.ts';
import { TestServer, tokenFor } from '../../../support/server/test-server.ts';

const HOUR_MS = 3_600_000;
const TOLERANCE_MS = 60_000;
/** Longest delay of a timer. */
const LONGEST_MS = 2 ** 31;

let clock: FakeClock;
let server: TestServer;

beforeEach(async () => {
  clock = new FakeClock();
  server = await TestServer.start({}, { clock });
});
afterEach(() => server.close());

const tokenUntil = (name: string, afterMs: number) => tokenFor(name, (clock.nowMs() + afterMs) / 1_000);

/** Alice, signed in with a token that is valid for an hour. */
async function signedIn() {
  const alice = await server.connect('Alice', { token: await tokenUntil('Alice', HOUR_MS) });
  const { tokenExpiresInMs } = await alice.register();
  return { alice, tokenExpiresInMs };
}

describe('[SEC-1] a token that expires after the sign-in', () => {
  test('ends the connection with the reason, and is refused for another one', async () => {
    const { alice, tokenExpiresInMs } = await signedIn();
    expect(tokenExpiresInMs).toBe(HOUR_MS + TOLERANCE_MS);
    clock.advance(HOUR_MS + TOLERANCE_MS - 1);
    await alice.settled();
    clock.advance(1);
    await alice.closed();
    const { error } = await alice.notice('connection-closing');
    expect(error.code).toBe('AUTH_TOKEN_EXPIRED');
    const token = await tokenUntil('Alice', -TOLERANCE_MS);
    await expect(server.connect('Alice', { token })).rejects.toMatchObject({ code: 'AUTH_TOKEN_EXPIRED' });
  });

  test('also ends a connection that has not registered', async () => {
    const stranger = await server.connect('Eve', { token: await tokenUntil('Eve', HOUR_MS) });
    clock.advance(HOUR_MS + TOLERANCE_MS);
    await stranger.closed();
  });

  test('the others see the device leave', async () => {
    const bob = await server.signIn('Bob');
    const { alice } = await signedIn();
    clock.advance(HOUR_MS + TOLERANCE_MS);
    await alice.closed();
    await bob.notice('person-changed', ({ person }) => person.presence === 'offline');
  });

  test('[SEC-6] another token of the same person, sent in time, keeps it open', async () => {
    const { alice } = await signedIn();
    const token = await tokenUntil('Alice', 3 * HOUR_MS);
    clock.advance(HOUR_MS);
    const { tokenExpiresInMs } = await alice.request('token.renew', { token });
    expect(tokenExpiresInMs).toBe(2 * HOUR_MS + TOLERANCE_MS);
    clock.advance(2 * HOUR_MS);
    await alice.settled();
    clock.advance(TOLERANCE_MS);
    await alice.closed();
  });

  test('a token of another person, an expired token and an invalid one do not keep it open', async () => {
    const { alice } = await signedIn();
    const refused = [
      ['AUTH_FORBIDDEN', await tokenUntil('Bob', 3 * HOUR_MS)],
      ['AUTH_TOKEN_EXPIRED', await tokenUntil('Alice', -HOUR_MS)],
      ['AUTH_TOKEN_INVALID', 'garbage'],
    ] as const;
    for (const [code, token] of refused) {
      await expect(alice.request('token.renew', { token })).rejects.toMatchObject({ code });
    }
    clock.advance(HOUR_MS + TOLERANCE_MS);
    await alice.closed();
  });

  test('a token that is valid for longer than the longest timer is not shortened', async () => {
    const alice = await server.connect('Alice', { token: await tokenUntil('Alice', 2 * LONGEST_MS) });
    await alice.register();
    clock.advance(2 * LONGEST_MS);
    await alice.settled();
    clock.advance(TOLERANCE_MS);
    await alice.closed();
  });
});
