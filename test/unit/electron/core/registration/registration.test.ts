import { describe, expect, test } from 'vitest';
import { ParleyError } from '../../../../../protocol/errors.ts';
import { PROTOCOL_VERSION } from '../../../../../protocol/version.ts';
import { Calls } from '../../../../support/core/calls.ts';
import { ClientWorld } from '../../../../support/core/client-world.ts';
import { FakePage } from '../../../../support/core/fakes/fake-page.ts';
import { REGISTERED } from '../../../../support/core/fakes/fake-signaling.ts';
import { settled } from '../../../../support/fake-clock.ts';

const embedded = 'http://127.0.0.1:7450';
const Alice = 'Alice' as never;

async function attached(world: ClientWorld): Promise<FakePage> {
  const page = new FakePage(world.client);
  await page.attach();
  return page;
}

describe('finding the server', () => {
  test('[SEC-1] the embedded server starts before sign-in, and listens on this machine only', async () => {
    const world = new ClientWorld();
    void world.client.start();
    await settled();
    expect(world.shell.started).toEqual([
      {
        PARLEY_HOST: '127.0.0.1',
        PARLEY_PORT: '7450',
        PARLEY_MEDIA_PORT: '0',
        PARLEY_ISSUE_TOKENS: 'true',
      },
    ]);
    const page = await attached(world);
    await page.send('sign-in', { displayName: Alice });
    expect(world.shell.started).toHaveLength(1);
    expect(world.client.state.registration).toMatchObject({ state: 'registered', displayName: 'Alice' });
  });

  test('[SEC-1] a second profile uses the server that already runs', async () => {
    const world = new ClientWorld();
    world.network.serve(embedded);
    await world.signedInPage();
    expect(world.shell.started).toEqual([]);
  });

  test('[RES-4] two profiles that start at the same time share one server', async () => {
    const world = new ClientWorld();
    world.shell.behaviours.unshift(() => {
      world.network.serve(embedded);
      return { type: 'failed', error: { code: 'SERVER_PORT_IN_USE', message: 'in use', context: {} } };
    });
    const page = await attached(world);
    const signIn = page.send('sign-in', { displayName: Alice });
    await settled();
    await world.clock.pass(250);
    await signIn;
    expect(world.client.state.registration.state).toBe('registered');
  });

  test('[SEC-1] a port that another program uses is reported', async () => {
    const world = new ClientWorld();
    world.network.serve(embedded, { health: { service: 'something-else' } });
    void world.client.start();
    await settled();
    await world.clock.pass(2_000);
    expect(world.client.state.registration.error).toMatchObject({
      code: 'SERVER_PORT_IN_USE',
      context: { port: 7450 },
    });
    expect(world.shell.started).toEqual([]);
  });

  test.each([
    ['gives no proof', ''],
    ['invents a proof', 'x'.repeat(43)],
    ['repeats the challenge', 'challenge-of-the-server'],
  ])(
    '[SEC-1] a program that imitates a Parley server and %s gets neither token nor name',
    async (_what, proof) => {
      const world = new ClientWorld({ token: 'my-token' });
      world.network.serve(embedded, { proof });
      const page = await attached(world);
      const signIn = page.send('sign-in', { displayName: Alice });
      const refused = expect(signIn).rejects.toMatchObject({
        code: 'SERVER_PORT_IN_USE',
        context: { port: 7450 },
      });
      for (let searches = 0; searches < 4; searches += 1) {
        await settled();
        await world.clock.pass(250);
      }
      await refused;
      expect(world.signaling.handshakes).toEqual([]);
      expect(world.shell.started).toEqual([]);
      expect(new Set(world.network.told.map(({ pathname }) => pathname))).toEqual(new Set(['/challenge']));
      expect(JSON.stringify(world.network.told)).not.toMatch(/Alice|my-token/);
    },
  );

  test('[SEC-1] a program that takes over the port while we are signed in gets neither token nor name', async () => {
    const world = new ClientWorld();
    world.network.serve(embedded);
    await world.signedInPage();
    world.network.serve(embedded, { proof: 'x'.repeat(43) });
    world.network.told.length = 0;
    world.signaling.lose();
    await expect(world.signaling.attempt()).rejects.toMatchObject({ code: 'SERVER_PORT_IN_USE' });
    await settled();
    expect(world.network.told.map(({ pathname }) => pathname)).not.toContain('/token');
    expect(world.signaling.handshakes).toHaveLength(1);
  });

  test('[SEC-1] a configured server on this machine must prove its identity before it gets a name', async () => {
    const serverUrl = 'http://localhost:7999';
    const world = new ClientWorld({ serverUrl });
    world.network.serve(serverUrl, { proof: 'x'.repeat(43) });
    const page = await attached(world);
    await expect(page.send('sign-in', { displayName: Alice })).rejects.toMatchObject({
      code: 'SERVER_PORT_IN_USE',
      context: { port: 7999 },
    });
    expect(JSON.stringify(world.network.told)).not.toContain('Alice');
  });

  test('[SEC-1] a token for a configured server is never sent to the embedded one', async () => {
    const world = new ClientWorld({ token: 'my-token' });
    world.network.serve(embedded);
    await world.signedInPage();
    expect(world.signaling.handshakes).toEqual([
      { protocolVersion: PROTOCOL_VERSION, token: 'token-of-the-server' },
    ]);
  });

  test.each(['WORKER_MISSING', 'WORKER_CRASHED', 'SERVER_START_FAILED'] as const)(
    '[RES-3] a server that cannot start (%s) is reported with its code, before and during sign-in',
    async (code) => {
      const world = new ClientWorld();
      world.shell.behaviours = [() => ({ type: 'failed', error: { code, message: 'no', context: {} } })];
      void world.client.start();
      await settled();
      expect(world.client.state.registration.error?.code).toBe(code);
      const page = await attached(world);
      await expect(page.send('sign-in', { displayName: Alice })).rejects.toMatchObject({ code });
    },
  );

  test('[SEC-1] a server with another version is reported with both versions', async () => {
    const world = new ClientWorld();
    world.network.serve(embedded, { health: { protocolVersion: 99 } });
    const page = await attached(world);
    await expect(page.send('sign-in', { displayName: Alice })).rejects.toMatchObject({
      code: 'PROTOCOL_VERSION_MISMATCH',
      context: { ours: PROTOCOL_VERSION, theirs: 99 },
    });
    expect(world.client.state.registration).toMatchObject({ state: 'signed-out' });
  });

  test('[SEC-3] a server on another machine without TLS is refused, unless its host is allowed', async () => {
    const serverUrl = 'http://parley.example.org:7450';
    const page = await attached(new ClientWorld({ serverUrl }));
    await expect(page.send('sign-in', { displayName: Alice })).rejects.toMatchObject({
      code: 'SERVER_INSECURE',
    });
    const allowed = new ClientWorld({
      serverUrl,
      kept: { settings: { insecureHosts: ['parley.example.org'] } },
    });
    allowed.network.serve(serverUrl);
    await allowed.signedInPage();
    expect(allowed.client.state.registration.state).toBe('registered');
  });

  test('[RES-4] an unreachable server is reported; a new attempt works when it is reachable', async () => {
    const serverUrl = 'https://parley.example.org';
    const world = new ClientWorld({ serverUrl });
    const page = await attached(world);
    const first = page.send('sign-in', { displayName: Alice });
    await expect(first).rejects.toMatchObject({ code: 'SERVER_UNREACHABLE' });
    world.network.serve(serverUrl);
    await page.send('sign-in', { displayName: Alice });
    expect(world.client.state.registration).toMatchObject({ state: 'registered' });
    expect(world.client.state.registration.error).toBeUndefined();
  });
});

describe('signing in', () => {
  test('[RES-3] the state shows whether the server can hold conferences, and follows its changes', async () => {
    const world = new ClientWorld();
    await world.signedInPage();
    expect(world.client.state.registration.conferences).toEqual({ state: 'ready' });
    const conferences = { state: 'preparing', percent: 40 } as const;
    world.notice({ name: 'conferences-availability', data: { conferences } });
    expect(world.client.state.registration).toMatchObject({ state: 'registered', conferences });
  });

  test.each(['close', 'hang-up'] as const)(
    '[LEASE-2] a page that closes with a lease logs no warning; a page that stays and keeps it does (%s)',
    async (how) => {
      const world = new ClientWorld();
      const page = await world.signedInPage();
      const sessionId = await new Calls(world, page).outgoing();
      page.when('release-lease', async () => {
        throw new ParleyError('MEDIA_FAILED', 'not released');
      });
      if (how === 'close') page.close();
      else await page.send('hang-up', { sessionId });
      await settled();
      const warnings = world.logged.filter(({ message }) => message.includes('lease'));
      expect(warnings).toHaveLength(how === 'close' ? 0 : 1);
    },
  );

  test('[SEC-1] a server that issues no tokens requires a configured one', async () => {
    const serverUrl = 'https://parley.example.org';
    const world = new ClientWorld({ serverUrl });
    world.network.serve(serverUrl, { health: { issuesTokens: false } });
    const page = await attached(world);
    await expect(page.send('sign-in', { displayName: Alice })).rejects.toMatchObject({
      code: 'AUTH_REQUIRED',
    });
    const given = new ClientWorld({ serverUrl, token: 'my-token' });
    given.network.serve(serverUrl, { health: { issuesTokens: false } });
    await given.signedInPage();
    expect(given.signaling.handshakes).toEqual([{ protocolVersion: PROTOCOL_VERSION, token: 'my-token' }]);
  });

  test.each(['AUTH_TOKEN_INVALID', 'AUTH_TOKEN_EXPIRED'] as const)(
    '[SEC-1] a refused token (%s)',
    async (code) => {
      const world = new ClientWorld();
      world.signaling.refusal = { error: new ParleyError(code, 'refused'), final: true };
      const page = await attached(world);
      await expect(page.send('sign-in', { displayName: Alice })).rejects.toMatchObject({ code });
      expect(world.client.state.registration).toMatchObject({ state: 'signed-out', error: { code } });
      expect(world.signaling.closed).toBe(1);
    },
  );

  test('[SEC-1] a refusal to issue a token is reported with the server’s error', async () => {
    const world = new ClientWorld();
    const error = { code: 'AUTH_FORBIDDEN', message: 'not here', context: {} };
    world.network.serve(embedded, { token: { error }, tokenStatus: 403 });
    const page = await attached(world);
    await expect(page.send('sign-in', { displayName: Alice })).rejects.toMatchObject({
      code: 'AUTH_FORBIDDEN',
    });
  });

  test('[RES-1] a lost connection shows as reconnecting, and the next one signs in with a new token', async () => {
    const world = new ClientWorld();
    const page = await world.signedInPage();
    world.signaling.lose();
    expect(world.client.state.registration).toMatchObject({ state: 'reconnecting', displayName: 'Alice' });
    await world.signaling.attempt();
    await settled();
    expect(page.state.registration.state).toBe('registered');
    expect(world.signaling.handshakes).toHaveLength(2);
  });

  describe('an invitation that overtakes the reply to a registration', () => {
    async function registering() {
      const world = new ClientWorld();
      const page = await world.signedInPage();
      let reply = () => {};
      world.signaling.when('register', async () => {
        await new Promise<void>((resolve) => {
          reply = resolve;
        });
        return REGISTERED;
      });
      world.signaling.lose();
      await world.signaling.attempt();
      await world.bobCalls();
      expect(page.state.sessions).toEqual([]);
      return { world, page, reply: () => reply() };
    }

    test('[INV-9] rings once the device is registered', async () => {
      const { page, reply } = await registering();
      reply();
      await settled();
      expect(page.state.sessions).toMatchObject([{ state: 'incoming', peer: { displayName: 'Bob' } }]);
    });

    test('[INV-2] never rings if the connection breaks before, since nobody could say how it ended', async () => {
      const { world, page } = await registering();
      world.signaling.lose();
      world.signaling.when('register', async () => REGISTERED);
      await world.signaling.attempt();
      await settled();
      expect(page.state).toMatchObject({ registration: { state: 'registered' }, sessions: [] });
    });

    test('[INV-2] is ended by the notice that follows it', async () => {
      const { world, page, reply } = await registering();
      const ending = { reason: 'answered-elsewhere', by: 'you' } as const;
      world.notice({ name: 'invitation-ended', data: { invitationId: 'invitation-1' as never, ending } });
      reply();
      await settled();
      expect(page.state.sessions).toMatchObject([{ state: 'terminated', ending }]);
    });
  });

  test('[RES-4] if the embedded server has ended, this profile starts its own', async () => {
    const world = new ClientWorld();
    world.network.serve(embedded);
    await world.signedInPage();
    world.network.silence(embedded);
    world.signaling.lose();
    await settled();
    expect(world.shell.started).toHaveLength(1);
  });

  test('[SEC-1] signing out closes the connection and clears the directory; signing in again works', async () => {
    const world = new ClientWorld();
    const page = await world.signedInPage();
    expect(page.state.people).toHaveLength(1);
    await page.send('sign-out', {});
    expect(world.client.state).toMatchObject({ registration: { state: 'signed-out' }, people: [] });
    await page.send('sign-in', { displayName: Alice });
    expect(world.client.state.registration.state).toBe('registered');
  });

  test('[NOTE-5] the shell gets the status', async () => {
    const world = new ClientWorld();
    await world.signedInPage();
    await world.bobCalls();
    expect(new Set(world.shell.activities)).toEqual(new Set(['signed-out', 'available', 'ringing']));
  });
});
