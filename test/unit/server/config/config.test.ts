import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ParleyError } from '../../../../protocol/errors.ts';
import { CONFIG_KEYS, variableOf } from '../../../../server/config/config.ts';
import { readConfig } from '../../../../server/config/read-config.ts';

const secret = 'a secret of the tests, long enough';
const provider = {
  PARLEY_JWKS_URL: 'https://login.example.org/keys',
  PARLEY_JWT_ISSUER: 'https://login.example.org',
  PARLEY_JWT_AUDIENCE: 'parley',
};
const signIn = { PARLEY_JWT_SECRET: secret };
const read = (env: Record<string, string>, file?: string) => readConfig({ file, env });

function refusal(env: Record<string, string>, file?: string): ParleyError {
  try {
    read(env, file);
  } catch (thrown) {
    if (thrown instanceof ParleyError) return thrown;
  }
  throw new Error('it was accepted');
}

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'parley-config-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function file(content: string): string {
  const name = path.join(folder, `${Math.random()}.json`);
  writeFileSync(name, content);
  return name;
}

describe('where values come from', () => {
  test('defaults fit a server for this machine', () => {
    expect(read(signIn)).toMatchObject({
      host: '127.0.0.1',
      port: 7450,
      mediaPort: 7460,
      maxParticipants: 100,
      issueTokens: false,
      invitationsPerMinute: 10,
      conferencesPerHour: 20,
      timings: {
        invitationExpiryMs: 45_000,
        emptyConferenceMs: 60_000,
        organizerGoneMs: 60_000,
        resumeMs: 15_000,
      },
    });
  });

  test('the file overrides defaults, the environment overrides the file', () => {
    const name = file(JSON.stringify({ port: 1, mediaPort: 2, jwtSecret: secret }));
    const expected = { port: 3, mediaPort: 2 };
    expect(read({ PARLEY_CONFIG: name, PARLEY_PORT: '3' })).toMatchObject(expected);
    expect(read({ PARLEY_PORT: '3' }, name)).toMatchObject(expected);
  });

  test('lists and objects are JSON in the environment; an empty variable is ignored', () => {
    const config = read({
      ...signIn,
      PARLEY_ICE_SERVERS: '[{"urls":["stun:stun.example.org"]}]',
      PARLEY_TIMINGS: '{"emptyConferenceMs":5}',
      PARLEY_PORT: '',
    });
    expect(config.iceServers).toEqual([{ urls: ['stun:stun.example.org'] }]);
    expect(config.timings).toMatchObject({ invitationExpiryMs: 45_000, emptyConferenceMs: 5 });
    expect(config.port).toBe(7450);
  });

  test("the worker's variable is the one that mediasoup uses", () => {
    expect(read({ ...signIn, MEDIASOUP_WORKER_BIN: '/w' }).workerBin).toBe('/w');
  });
});

describe('what is refused, with its key', () => {
  test.each([
    ['port', { ...signIn, PARLEY_PORT: 'seven' }],
    ['port', { ...signIn, PARLEY_PORT: '65536' }],
    ['jwtSecret', { PARLEY_JWT_SECRET: 'hunter2' }],
    ['jwtSecret', {}],
    ['jwksUrl', { ...signIn, ...provider }],
    ['jwksUrl', { ...provider, PARLEY_JWKS_URL: 'http://login.example.org/keys' }],
    ['jwtAudience', { PARLEY_JWKS_URL: 'https://login.example.org/keys' }],
    ['issueTokens', { ...provider, PARLEY_ISSUE_TOKENS: 'true' }],
    ['tlsCert', { ...signIn, PARLEY_TLS_CERT: '/cert.pem' }],
    ['host', { ...signIn, PARLEY_HOST: 'example.org' }],
    ['mediaAnnouncedAddress', { ...signIn, PARLEY_HOST: '0.0.0.0', PARLEY_ALLOW_INSECURE: '["0.0.0.0"]' }],
    ['mediaPort', { ...signIn, PARLEY_MEDIA_PORT: '65535', PARLEY_WORKERS: '2' }],
    ['timings', { ...signIn, PARLEY_TIMINGS: '{"emptyMs":5}' }],
  ])('%s: %o', (key, env) => {
    const error = refusal(env as Record<string, string>);
    expect(error.code).toBe('SERVER_CONFIG_INVALID');
    expect(`${error.context.key} ${error.message}`).toContain(key === 'timings' ? 'emptyMs' : key);
  });

  test('[SEC-3] an address of another machine without TLS, unless it is in allowInsecure', () => {
    const env = { ...signIn, PARLEY_HOST: '192.0.2.1' };
    expect(refusal(env).context).toEqual({ key: 'host' });
    expect(read({ ...env, PARLEY_ALLOW_INSECURE: '["192.0.2.1"]' }).host).toBe('192.0.2.1');
    expect(read({ ...env, PARLEY_TLS_CERT: '/c', PARLEY_TLS_KEY: '/k' }).host).toBe('192.0.2.1');
  });

  test('[SEC-5] a value is never repeated', () => {
    const error = refusal({ PARLEY_JWT_SECRET: 'hunter2' });
    expect(JSON.stringify(error.toWire())).not.toContain('hunter2');
  });

  test.each([
    ['no JSON', '{'],
    ['a list', '[]'],
    ['an unknown key', `{"jwtSecret":"${secret}","prot":1}`],
  ])('a file with %s', (_what, content) => {
    expect(refusal({ PARLEY_CONFIG: file(content) }).code).toBe('SERVER_CONFIG_INVALID');
  });

  test('a missing file', () => {
    expect(refusal({ PARLEY_CONFIG: path.join(folder, 'none') }).code).toBe('SERVER_CONFIG_INVALID');
    expect(refusal({}, path.join(folder, 'none')).code).toBe('SERVER_CONFIG_INVALID');
  });
});

describe('docs/server.md', () => {
  const page = readFileSync(new URL('../../../../docs/server.md', import.meta.url), 'utf8');
  const table = page.split('\n').filter((line) => line.startsWith('| `'));

  test.each(CONFIG_KEYS)('documents %s', (key) => {
    expect(table.some((line) => line.split('|')[1]?.includes(`\`${key}\``))).toBe(true);
  });

  test('variables have the documented names', () => {
    expect(variableOf('mediaPort')).toBe('PARLEY_MEDIA_PORT');
    expect(variableOf('workerBin')).toBe('MEDIASOUP_WORKER_BIN');
  });
});
