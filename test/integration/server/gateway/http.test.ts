import { request as httpRequest } from 'node:http';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Health, TokenReply } from '../../../../protocol/http.ts';
import { ChallengeReply, serverProofText, tokenProofText } from '../../../../protocol/local/local-proof.ts';
import { PROTOCOL_VERSION } from '../../../../protocol/version.ts';
import { LocalSecret } from '../../../../server/auth/local-secret.ts';
import { systemClock } from '../../../../server/clock.ts';
import { FakeClock } from '../../../support/fake-clock.ts';
import { sharedSecrets } from '../../../support/program/local-secrets.ts';
import { anInvitation } from '../../../support/server/requests.ts';
import { TestServer } from '../../../support/server/test-server.ts';

let server: TestServer;

afterEach(() => server.close());

interface Answer {
  status: number;
  body: string;
}

/** Plain HTTP with any Host header. */
function ask(
  path: string,
  options: { method?: string; headers?: Record<string, string>; body?: string } = {},
) {
  return new Promise<Answer>((resolve, reject) => {
    const { method = 'GET', headers = {}, body } = options;
    const request = httpRequest(
      `${server.running.url}${path}`,
      { method, headers, agent: false },
      (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => (text += chunk));
        response.on('end', () => resolve({ status: response.statusCode ?? 0, body: text }));
      },
    );
    request.on('error', reject);
    request.end(body);
  });
}

const json = { 'content-type': 'application/json' };
const post = (path: string, data: object) =>
  ask(path, { method: 'POST', headers: json, body: JSON.stringify(data) });
const sign = (text: string) => sharedSecrets.sign(server.running.port, text) ?? '';
const nonce = 'nonce-of-the-client';

async function challenge(): Promise<string> {
  return ChallengeReply.parse(JSON.parse((await post('/challenge', { nonce })).body)).challenge;
}

/** The request for a token of a program of the server's user. */
async function proven(displayName = 'Zoë Müller') {
  const given = { displayName, challenge: await challenge() };
  return { ...given, proof: sign(tokenProofText(given)) };
}

async function askToken(headers: Record<string, string> = {}, body?: string) {
  return ask('/token', {
    method: 'POST',
    headers: { ...json, ...headers },
    body: body ?? JSON.stringify(await proven()),
  });
}

type Proven = Awaited<ReturnType<typeof proven>>;
const foreign = new LocalSecret(new Uint8Array(32), systemClock);
const selfMade = (given: Proven, challenge: string) => {
  const claim = { ...given, challenge };
  return { ...claim, proof: sign(tokenProofText(claim)) };
};
const echoed = async () => JSON.parse((await post('/challenge', { nonce })).body);

describe('a server that issues tokens', () => {
  beforeEach(async () => {
    server = await TestServer.start({ issueTokens: true, jwtSecret: undefined, domain: 'parley.localhost' });
  });

  test('/healthz identifies a Parley server', async () => {
    const { status, body } = await ask('/healthz');
    expect(status).toBe(200);
    expect(Health.parse(JSON.parse(body))).toEqual({
      service: 'parley',
      status: 'ok',
      version: '0.0.0-test',
      protocolVersion: PROTOCOL_VERSION,
      issuesTokens: true,
    });
  });

  test('[SEC-1] a program on this machine gets a token, and signs in with it', async () => {
    const { token, address } = TokenReply.parse(JSON.parse((await askToken()).body));
    expect(address).toMatch(/^zoe\.muller-[0-9a-z]{8}@parley\.localhost$/);
    const zoe = await server.connect('Zoë Müller', { token });
    expect(await zoe.request('register', { deviceName: 'test', doNotDisturb: false })).toMatchObject({
      address,
      displayName: 'Zoë Müller',
    });
  });

  test('[SEC-1] it proves with its secret that it belongs to its user', async () => {
    const { status, body } = await post('/challenge', { nonce });
    const { challenge, proof } = ChallengeReply.parse(JSON.parse(body));
    expect(status).toBe(200);
    expect(proof).toBe(sign(serverProofText({ nonce, challenge })));
  });

  test.each([
    ['no proof', ({ displayName }: Proven) => ({ displayName })],
    ['an invented proof', (given: Proven) => ({ ...given, proof: 'x'.repeat(43) })],
    ['the proof for another name', (given: Proven) => ({ ...given, displayName: 'Eve' })],
    ['an invented challenge', (given: Proven) => selfMade(given, 'A'.repeat(72))],
    [
      'the challenge of another server',
      (given: Proven) => selfMade(given, foreign.challenge(nonce).challenge),
    ],
    ["the server's own proof", async (given: Proven) => ({ ...given, ...(await echoed()) })],
  ])('[SEC-1] another user of this machine, with %s, gets no token', async (_what, change) => {
    const { status, body } = await post('/token', await change(await proven()));
    expect([400, 403]).toContain(status);
    expect(body).not.toContain('token":"');
  });

  test.each([
    ['a web page', { origin: 'https://example.com' }],
    ['a page whose origin is null', { origin: 'null' }],
    ['a DNS name that points here', { host: 'rebound.example.com' }],
    ['a proxy on this machine', { 'x-forwarded-for': '192.0.2.1' }],
  ])('[SEC-1] %s gets no token', async (_who, headers) => {
    const { status, body } = await askToken(headers);
    expect(status).toBe(403);
    expect(JSON.parse(body)).toMatchObject({ error: { code: 'AUTH_FORBIDDEN' } });
  });

  test.each([
    ['a form', { 'content-type': 'text/plain' }, '{"displayName":"Eve"}', 400],
    ['no JSON', {}, 'displayName=Eve', 400],
    ['no name', {}, '{}', 400],
    ['a name with controls', {}, '{"displayName":"\\u202eEve"}', 400],
    ['a body too long', {}, `{"displayName":"${'x'.repeat(5_000)}"}`, 413],
  ])('[RES-6] %s is refused', async (_what, headers, body, status) => {
    expect((await askToken(headers, body)).status).toBe(status);
  });

  test.each(['/', '/nothing', '/socket.io/socket.io.js'])('%s does not exist', async (path) => {
    expect((await ask(path)).status).toBeGreaterThanOrEqual(400);
  });
});

describe('a server with a shared secret', () => {
  beforeEach(async () => {
    server = await TestServer.start();
  });

  test('[SEC-1] it issues no tokens', async () => {
    expect(JSON.parse((await ask('/healthz')).body)).toMatchObject({ issuesTokens: false });
    expect((await askToken({}, '{"displayName":"Zoë"}')).status).toBe(403);
    expect((await post('/challenge', { nonce })).status).toBe(403);
  });

  test('/metrics has the current values and answers this machine only', async () => {
    const alice = await server.signIn('Alice');
    await server.signIn('Bob');
    const invitation = anInvitation('bob@example.org');
    await alice.request('invitation.send', invitation);
    await alice.request('invitation.cancel', invitation);
    await expect(alice.request('invitation.cancel', invitation)).rejects.toThrow();
    const { body } = await ask('/metrics');
    expect(body).toContain('parley_endpoints 2');
    expect(body).toContain('parley_invitations_total{ending="cancelled"} 1');
    expect(body).toContain(
      'parley_request_duration_seconds_count{request="invitation.cancel",outcome="INVITATION_GONE"} 1',
    );
    expect((await ask('/metrics', { headers: { host: 'parley.example.org' } })).status).toBe(404);
  });
});

describe('[RES-6] requests from one source', () => {
  let clock: FakeClock;

  beforeEach(async () => {
    clock = new FakeClock();
    server = await TestServer.start({}, { clock });
  });

  /** How many of the sequential requests got each status. */
  async function statuses(count: number): Promise<Record<number, number>> {
    const counts: Record<number, number> = {};
    for (let index = 0; index < count; index += 1) {
      const { status } = await ask('/healthz');
      counts[status] = (counts[status] ?? 0) + 1;
    }
    return counts;
  }

  test("requests for Socket.IO's path count too, and WebSockets still open", async () => {
    const answers = await Promise.all(
      Array.from({ length: 310 }, () => ask('/socket.io/?EIO=4&transport=polling')),
    );
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(10);
    expect((await ask('/healthz')).status).toBe(429);
    await server.signIn('Alice');
  });

  test('300 at once are answered; the next ones are refused with 429, until a second has passed', async () => {
    expect(await statuses(310)).toEqual({ 200: 300, 429: 10 });
    const { status, body } = await ask('/metrics');
    expect([status, JSON.parse(body).error.code]).toEqual([429, 'RATE_LIMITED']);
    clock.advance(1_000);
    expect(await statuses(55)).toEqual({ 200: 50, 429: 5 });
  });

  test('people who have signed in or sign in now are not affected', async () => {
    const alice = await server.signIn('Alice');
    await statuses(301);
    await alice.settled();
    await (await server.signIn('Bob')).settled();
  });
});
