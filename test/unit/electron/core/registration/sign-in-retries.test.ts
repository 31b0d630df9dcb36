import { describe, expect, test } from 'vitest';
import { type ErrorCode, ParleyError } from '../../../../../protocol/errors.ts';
import { ClientWorld } from '../../../../support/core/client-world.ts';
import { FakePage } from '../../../../support/core/fakes/fake-page.ts';
import { REGISTERED } from '../../../../support/core/fakes/fake-signaling.ts';
import { settled } from '../../../../support/fake-clock.ts';

const Alice = 'Alice' as never;
const TEMPORARY = ['RATE_LIMITED', 'REQUEST_TIMED_OUT', 'SERVER_INTERNAL', 'WORKER_CRASHED'] as const;

/** Alice is signed in. */
async function signedIn() {
  const world = new ClientWorld();
  const page = await world.signedInPage();
  const registration = () => world.client.state.registration;
  return { world, page, registration };
}

/** Lets the server refuse to register so many times, and then accept. */
function refuse(world: ClientWorld, error: ParleyError, times: number): { tries: () => number } {
  let tries = 0;
  world.signaling.when('register', async () => {
    tries += 1;
    if (tries <= times) throw error;
    return REGISTERED;
  });
  return { tries: () => tries };
}

async function reconnect(world: ClientWorld): Promise<void> {
  world.signaling.lose();
  await world.signaling.attempt();
  await settled();
}

describe('[RES-6] a temporary refusal while reconnecting', () => {
  test.each(TEMPORARY)('%s is retried until the server accepts', async (code) => {
    const { world, registration } = await signedIn();
    const { tries } = refuse(world, new ParleyError(code, 'not now'), 2);
    await reconnect(world);
    expect(registration()).toMatchObject({ state: 'reconnecting' });
    expect(registration().error).toBeUndefined();
    await world.clock.pass(1_000);
    expect(registration().state).toBe('reconnecting');
    await world.clock.pass(2_000);
    expect(registration().state).toBe('registered');
    expect(tries()).toBe(3);
    expect(world.signaling.closed).toBe(0);
  });

  test('the pause is as long as the server requests', async () => {
    const { world, registration } = await signedIn();
    const error = new ParleyError('RATE_LIMITED', 'not now', { context: { retryAfterMs: 20_000 } });
    const { tries } = refuse(world, error, 1);
    await reconnect(world);
    await world.clock.pass(19_999);
    expect(tries()).toBe(1);
    await world.clock.pass(1);
    expect(registration().state).toBe('registered');
  });

  test('after the connection breaks meanwhile, the client registers once on the new one', async () => {
    const { world, registration } = await signedIn();
    const { tries } = refuse(world, new ParleyError('SERVER_INTERNAL', 'not now'), 1);
    await reconnect(world);
    await reconnect(world);
    expect(registration().state).toBe('registered');
    await world.clock.pass(10_000);
    expect(tries()).toBe(2);
  });

  test.each(TEMPORARY)(
    '%s when connecting, after which the connection gives up: a new one is made',
    async (code) => {
      const { world, registration } = await signedIn();
      world.signaling.refusal = { error: new ParleyError(code, 'not now'), final: true };
      await reconnect(world);
      expect(registration().state).toBe('reconnecting');
      world.signaling.refusal = null;
      await world.clock.pass(1_000);
      expect(registration().state).toBe('registered');
    },
  );

  test('there is no retry after signing out', async () => {
    const { world, page, registration } = await signedIn();
    const { tries } = refuse(world, new ParleyError('SERVER_INTERNAL', 'not now'), 9);
    await reconnect(world);
    await page.send('sign-out', {});
    await world.clock.pass(60_000);
    expect(tries()).toBe(1);
    expect(registration().state).toBe('signed-out');
  });
});

test.each<ErrorCode>(['AUTH_FORBIDDEN', 'PROTOCOL_VERSION_MISMATCH'])(
  '[SEC-1] a permanent refusal (%s) ends the sign-in',
  async (code) => {
    const { world, registration } = await signedIn();
    refuse(world, new ParleyError(code, 'never'), 1);
    await reconnect(world);
    expect(registration()).toMatchObject({ state: 'signed-out', error: { code } });
  },
);

test.each(TEMPORARY)('[RES-3] at the first sign-in %s is shown immediately', async (code) => {
  const world = new ClientWorld();
  refuse(world, new ParleyError(code, 'not now'), 1);
  const page = new FakePage(world.client);
  await page.attach();
  await expect(page.send('sign-in', { displayName: Alice })).rejects.toMatchObject({ code });
  expect(world.client.state.registration).toMatchObject({ state: 'signed-out', error: { code } });
});
