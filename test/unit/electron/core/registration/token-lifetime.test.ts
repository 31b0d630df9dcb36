import { describe, expect, test } from 'vitest';
import { ParleyError } from '../../../../../protocol/errors.ts';
import { Calls } from '../../../../support/core/calls.ts';
import { ClientWorld } from '../../../../support/core/client-world.ts';
import { REGISTERED } from '../../../../support/core/fakes/fake-signaling.ts';
import { settled } from '../../../../support/fake-clock.ts';
import { sessionsIn } from '../../../../support/session-facts.ts';

const HOUR_MS = 3_600_000;

/** Alice is signed in with a token that is valid for an hour, as are the following ones. */
async function withTokenOfAnHour(options: ConstructorParameters<typeof ClientWorld>[0] = {}) {
  const world = new ClientWorld(options);
  const register = { ...REGISTERED, tokenExpiresInMs: HOUR_MS };
  world.signaling.when('register', async () => register);
  world.signaling.when('token.renew', async () => ({ tokenExpiresInMs: HOUR_MS }));
  return world;
}

const renewals = (world: ClientWorld) => world.signaling.heard.filter((name) => name === 'token.renew');

describe('[SEC-6] a sign-in that outlasts its token', () => {
  test('sends a new token after half of its lifetime, without a reconnection', async () => {
    const world = await withTokenOfAnHour();
    await world.signedInPage();
    await world.clock.pass(HOUR_MS / 2 - 1);
    expect(renewals(world)).toHaveLength(0);
    await world.clock.pass(1);
    expect(renewals(world)).toHaveLength(1);
    await world.clock.pass(10 * HOUR_MS);
    expect(renewals(world)).toHaveLength(21);
    expect(world.signaling.handshakes).toHaveLength(1);
    expect(world.client.state.registration.state).toBe('registered');
  });

  test('retries with shorter and shorter pauses while it is refused', async () => {
    const world = await withTokenOfAnHour();
    await world.signedInPage();
    world.signaling.when('token.renew', () => Promise.reject(new ParleyError('REQUEST_TIMED_OUT', 'late')));
    await world.clock.pass((HOUR_MS * 7) / 8);
    expect(renewals(world)).toHaveLength(3);
    world.signaling.when('token.renew', async () => ({ tokenExpiresInMs: HOUR_MS }));
    await world.clock.pass(HOUR_MS / 16);
    expect(renewals(world)).toHaveLength(4);
    await world.clock.pass(HOUR_MS / 2 - 1);
    expect(renewals(world)).toHaveLength(4);
  });

  test('stops when the connection is lost and after signing out', async () => {
    const world = await withTokenOfAnHour();
    const page = await world.signedInPage();
    world.signaling.lose();
    await world.clock.pass(HOUR_MS);
    expect(renewals(world)).toHaveLength(0);
    await world.signaling.attempt();
    await settled();
    await page.send('sign-out', {});
    await world.clock.pass(HOUR_MS);
    expect(renewals(world)).toHaveLength(0);
  });

  test('Parley does not renew a configured token', async () => {
    const serverUrl = 'https://parley.example.org';
    const world = await withTokenOfAnHour({ serverUrl, token: 'my-token' });
    world.network.serve(serverUrl, { health: { issuesTokens: false } });
    await world.signedInPage();
    await world.clock.pass(2 * HOUR_MS);
    expect(renewals(world)).toHaveLength(0);
  });

  /** Alice is signed in with a configured token. */
  async function withConfiguredToken(tokenExpiresInMs: number) {
    const serverUrl = 'https://parley.example.org';
    const world = new ClientWorld({ serverUrl, token: 'my-token' });
    world.network.serve(serverUrl, { health: { issuesTokens: false } });
    world.signaling.when('register', async () => ({ ...REGISTERED, tokenExpiresInMs }));
    return { world, page: await world.signedInPage() };
  }
  const warnings = (world: ClientWorld) =>
    world.client.state.alerts.filter(({ error }) => error.code === 'AUTH_TOKEN_EXPIRES_SOON');

  test.each([
    ['an hour', HOUR_MS, HOUR_MS - 5 * 60_000],
    ['4 minutes', 4 * 60_000, 2 * 60_000],
    ['40 days', 40 * 24 * HOUR_MS, 40 * 24 * HOUR_MS - 5 * 60_000],
  ])('the user is warned once before a configured token of %s expires', async (_, lastsMs, warnedAfterMs) => {
    const { world } = await withConfiguredToken(lastsMs);
    const endsAtMs = world.clock.now() + lastsMs;
    await world.clock.pass(warnedAfterMs - 1);
    expect(warnings(world)).toHaveLength(0);
    await world.clock.pass(1);
    const [warning] = warnings(world);
    expect(warning?.error.context).toEqual({ endsAtMs: Math.floor(endsAtMs / 60_000) * 60_000 });
    await world.clock.pass(lastsMs);
    expect(warnings(world)).toHaveLength(1);
  });

  test('there is no warning after signing out', async () => {
    const { world, page } = await withConfiguredToken(HOUR_MS);
    await page.send('sign-out', {});
    await world.clock.pass(HOUR_MS);
    expect(warnings(world)).toHaveLength(0);
  });

  test.each([
    ['AUTH_TOKEN_EXPIRED', 'sign-in-expired'],
    ['SERVER_INTERNAL', 'connection-lost'],
  ] as const)('a call that the server ends with %s ends as %s', async (code, reason) => {
    const { world, page } = await withConfiguredToken(HOUR_MS);
    await new Calls(world, page).outgoing();
    const error = new ParleyError(code, 'no').toWire();
    world.notice({ name: 'connection-closing', data: { error } });
    world.signaling.lose();
    await settled();
    expect(sessionsIn(world.client.state)[0]?.ending).toEqual({ reason, by: 'system' });
  });
});
