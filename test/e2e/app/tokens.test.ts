import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SignJWT } from 'jose';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { freePort, type Person, stopMain } from '../../support/program/person.ts';
import { type OpenWorld, openWorld } from '../../support/program/world.ts';
import { until } from '../../support/until.ts';

const SERVER = fileURLToPath(new URL('../../../dist/server/main.js', import.meta.url));

const secret = randomBytes(32).toString('base64url');

/** A standalone server that checks tokens and issues none. */
async function startServer() {
  const port = await freePort();
  const dataFolder = await mkdtemp(join(tmpdir(), 'parley-server-'));
  const child = spawn(process.execPath, [SERVER], {
    env: {
      ...process.env,
      PARLEY_JWT_SECRET: secret,
      PARLEY_PORT: String(port),
      PARLEY_MEDIA_PORT: '0',
      PARLEY_WORKERS: '1',
      PARLEY_DATA_FOLDER: dataFolder,
      PARLEY_LOG_LEVEL: 'silent',
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const url = `http://127.0.0.1:${port}`;
  const answers = async () => (await fetch(`${url}/healthz`).catch(() => undefined))?.ok === true;
  await Promise.race([
    until(answers, (ok) => ok, { what: 'the server to reply' }),
    once(child, 'exit').then(([code]) => Promise.reject(new Error(`the server exited with ${code}`))),
  ]);
  return {
    url,
    async stop() {
      await stopMain(child);
      await rm(dataFolder, { recursive: true });
    },
  };
}

/** A token for Alice that is valid for this many seconds, as an organization's own program would sign it. */
function tokenFor(lifetimeS: number, signedWith = secret): Promise<string> {
  const nowS = Math.floor(Date.now() / 1_000);
  return new SignJWT({ sub: 'alice@example.org', name: 'Alice' })
    .setProtectedHeader({ alg: 'HS256' })
    .setIssuedAt(nowS - 7_200)
    .setExpirationTime(nowS + lifetimeS)
    .sign(new TextEncoder().encode(signedWith));
}

describe('a server that requires a token', () => {
  let server: Awaited<ReturnType<typeof startServer>>;
  let world: OpenWorld;

  beforeAll(async () => {
    server = await startServer();
  });
  afterAll(() => server.stop());
  beforeEach(async () => {
    world = await openWorld();
  });
  afterEach(() => world.close());

  async function signInWith(token?: string): Promise<Person> {
    const given = token === undefined ? [] : ['--token', token];
    const alice = await world.start('Alice', { args: ['--server', server.url, ...given] });
    await alice.at('sign-in-name').fill('Alice');
    await alice.at('sign-in-submit').click();
    return alice;
  }

  test('[SEC-1] a valid token signs in, without further questions', async () => {
    const alice = await signInWith(await tokenFor(3_600));
    await alice.at('home').waitFor();
  });

  test.each([
    ['AUTH_TOKEN_EXPIRED', 'an expired token', () => tokenFor(-3_600), /sign-in has expired/],
    [
      'AUTH_TOKEN_INVALID',
      'a token of another secret',
      () => tokenFor(3_600, 'x'.repeat(32)),
      /didn’t accept/,
    ],
    ['AUTH_REQUIRED', 'no token', async () => undefined, /requires a token/],
  ])('[SEC-1] %s: %s does not sign in, and the user reads why', async (code, _what, token, words) => {
    const alice = await signInWith(await token());
    const message = alice.page.locator(`[data-code=${code}]`).first();
    await message.waitFor();
    expect(await message.textContent()).toMatch(words);
    expect(await alice.at('home').count()).toBe(0);
  });
});
