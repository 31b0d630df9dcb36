import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { devicesReleased } from '../../support/program/media-flow.ts';
import { createConference, joinConference } from '../../support/program/meeting.ts';
import { readExit } from '../../support/program/organizing.ts';
import { captureTracks } from '../../support/program/page-probe.ts';
import { type Person, signIn, startMain } from '../../support/program/person.ts';
import { descendantsOf, lives } from '../../support/program/processes.ts';
import { type OpenWorld, openWorld } from '../../support/program/world.ts';
import { until } from '../../support/until.ts';

/** Name of the media worker in the system's list of processes, which cuts names after 15 characters. */
const WORKER = 'mediasoup-worker'.slice(0, 15);

/** Resolves when the page shows this error. @returns the text that the user reads */
async function saysError(person: Person, code: string): Promise<string> {
  const message = person.page.locator(`[data-code=${code}]`).first();
  await message.waitFor();
  return (await message.textContent()) ?? '';
}

async function trySignIn(person: Person): Promise<void> {
  await person.at('sign-in-name').fill(person.name);
  await person.at('sign-in-submit').click();
}

async function listen(port: number, health: unknown): Promise<Server> {
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'application/json').end(JSON.stringify(health));
  }).listen(port, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

describe('failures at the start are explained, and nothing is left behind', () => {
  let world: OpenWorld;
  beforeEach(async () => {
    world = await openWorld();
  });
  afterEach(() => world.close());

  test('another program uses the port', async () => {
    const other = await listen(world.port, { hello: 'world' });
    const alice = await world.start('Alice');
    await trySignIn(alice);
    expect(await saysError(alice, 'SERVER_PORT_IN_USE')).toContain(String(world.port));
    other.close();
    await trySignIn(alice);
    await alice.at('home').waitFor();
  });

  test('a Parley server of another version uses the port', async () => {
    const health = {
      service: 'parley',
      status: 'ok',
      version: '9.9.9',
      protocolVersion: 999,
      issuesTokens: true,
    };
    const other = await listen(world.port, health);
    const alice = await world.start('Alice');
    await trySignIn(alice);
    expect(await saysError(alice, 'PROTOCOL_VERSION_MISMATCH')).toMatch(/version/i);
    other.close();
  });

  test('the media worker is missing', async () => {
    const alice = await world.start('Alice', {
      env: { MEDIASOUP_WORKER_BIN: '/nonexistent/mediasoup-worker' },
    });
    await trySignIn(alice);
    expect(await saysError(alice, 'WORKER_MISSING')).not.toBe('');
    expect(descendantsOf(alice.main.pid)).toEqual([]);
  });

  test('the media worker crashes', async () => {
    const alice = await world.start('Alice', { env: { MEDIASOUP_WORKER_BIN: '/bin/false' } });
    await trySignIn(alice);
    expect(await saysError(alice, 'WORKER_CRASHED')).not.toBe('');
    expect(descendantsOf(alice.main.pid)).toEqual([]);
  });

  test('the server cannot be reached', async () => {
    const alice = await world.start('Alice', { args: ['--server', 'http://127.0.0.1:9'] });
    await trySignIn(alice);
    expect(await saysError(alice, 'SERVER_UNREACHABLE')).not.toBe('');
  });

  test('[SEC-3] a server on another machine without TLS is refused', async () => {
    const alice = await world.start('Alice', { args: ['--server', 'http://192.0.2.1:7450'] });
    await trySignIn(alice);
    expect(await saysError(alice, 'SERVER_INSECURE')).not.toBe('');
  });

  test('the settings file is damaged: a copy is kept, and the app starts', async () => {
    const alice = await world.start('Alice', { files: { 'settings.json': '{"theme": "da' } });
    expect(await saysError(alice, 'SETTINGS_DAMAGED')).not.toBe('');
    expect((await readdir(alice.dataDir)).some((name) => /^settings\.damaged-.*\.json$/.test(name))).toBe(
      true,
    );
    await trySignIn(alice);
    await alice.at('home').waitFor();
  });

  test.each([
    ['settings.json', JSON.stringify({ format: 99, theme: 'ultraviolet' })],
    ['history.json', JSON.stringify({ format: 99, owners: { 'alice@example.org': [] } })],
    ['conversations.json', JSON.stringify({ format: 2 })],
  ])('[CONV-6] a newer Parley wrote %s: this one says so and exits', async (name, content) => {
    const refused = world.start('Alice', { files: { [name]: content } });
    await expect(refused).rejects.toThrow(/exited with 1[\s\S]*newer version of Parley/);
  });

  test('the same profile is started twice: the second start says so and exits', async () => {
    const alice = await world.signIn('Alice');
    await expect(startMain(alice.dataDir, { env: { PARLEY_PORT: String(world.port) } })).rejects.toThrow(
      /exited with 0[\s\S]*already/i,
    );
    expect(alice.main.exitCode).toBeNull();
  });

  test('[LEASE-5] a killed main leaves no server and no worker, and the others learn that their stay ended', async () => {
    const alice = await world.signIn('Alice');
    const others = [await world.signIn('Bob'), await world.signIn('Carol')];
    const link = await createConference(alice);
    for (const other of others) await joinConference(other, link);
    const below = descendantsOf(alice.main.pid);
    expect(below.map(({ name }) => name)).toContain(WORKER);
    const gone = once(alice.main, 'exit');
    alice.main.kill('SIGKILL');
    await gone;
    await until(
      () => below.filter(({ pid }) => lives(pid)),
      (left) => left.length === 0,
      { what: 'no process left' },
    );
    for (const other of others) {
      expect((await readExit(other)).reason).toBe('ended');
      await devicesReleased(other.page);
    }
  });

  test('[LEASE-5] after the resume time the others see that the person of a killed main has left', async () => {
    const alice = await world.signIn('Alice', {
      env: { PARLEY_TIMINGS: JSON.stringify({ resumeMs: 1_000 }) },
    });
    const [bob, carol] = [await world.signIn('Bob'), await world.signIn('Carol')];
    const link = await createConference(alice);
    for (const other of [bob, carol]) await joinConference(other, link);
    for (const { page } of [alice, carol]) await page.getByTestId('tile').nth(2).waitFor();
    bob.main.kill('SIGKILL');
    for (const { page } of [alice, carol]) {
      await page.getByTestId('tile').filter({ hasText: 'Bob' }).waitFor({ state: 'detached' });
    }
    await devicesReleased(bob.page);
    expect(await carol.at('tile').count()).toBe(2);
  });

  test('an orderly quit leaves no process either, within two seconds', async () => {
    const alice = await world.signIn('Alice');
    await createConference(alice);
    const below = descendantsOf(alice.main.pid);
    const gone = once(alice.main, 'exit');
    alice.main.kill('SIGTERM');
    expect((await gone)[0]).toBe(0);
    await until(
      () => below.filter(({ pid }) => lives(pid)),
      (left) => left.length === 0,
      { what: 'no process left' },
    );
    await devicesReleased(alice.page);
  });
});

describe('a second window of the same client', () => {
  test('takes over; the first one says so, releases its devices, and can take over again', async () => {
    const world = await openWorld();
    const alice = await world.signIn('Alice');
    await createConference(alice);
    await until(
      () => captureTracks(alice.page),
      ({ live }) => live === 2,
      { what: 'microphone and camera' },
    );
    const second = await alice.page.context().newPage();
    await second.goto(new URL('/', alice.url).href);
    await second.getByTestId('exited-card').waitFor();
    await alice.at('use-here').waitFor();
    expect(await devicesReleased(alice.page)).toBe(2);
    await alice.at('use-here').click();
    await alice.at('exited-card').waitFor();
    await second.getByTestId('use-here').waitFor();
    await world.close();
  });
});

describe('when the profile that runs the server quits', () => {
  test('the other profile starts its own server and is signed in again', async () => {
    const world = await openWorld();
    const alice = await signIn(world, 'Alice');
    const bob = await world.signIn('Bob');
    await alice.quit();
    await until(
      () => descendantsOf(bob.main.pid).map(({ name }) => name),
      (names) => names.includes(WORKER),
      { what: 'a server of its own' },
    );
    await bob.at('reconnecting').waitFor({ state: 'detached' });
    await createConference(bob);
    await world.close();
  });
});
