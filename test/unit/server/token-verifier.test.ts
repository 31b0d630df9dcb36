import { createLocalJWKSet, exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import { describe, expect, test } from 'vitest';
import type { TokenKeys } from '../../../server/auth/token-keys.ts';
import { createTokenVerifier } from '../../../server/auth/token-verifier.ts';
import { FakeClock } from '../../support/server/fake-clock.ts';
import { refusalsOf } from '../../support/server/refusals.ts';

const clock = new FakeClock();
const nowS = clock.nowMs() / 1_000;
const secret = new TextEncoder().encode('a secret of the tests, long enough');
const shared: TokenKeys = { kind: 'secret', secret, algorithms: ['HS256'] };
const claims = { sub: 'alice@example.org', name: 'Alice', exp: nowS + 60 };

const sign = (payload: JWTPayload, key: CryptoKey | Uint8Array = secret, alg = 'HS256') =>
  new SignJWT(payload).setProtectedHeader({ alg }).sign(key);
const verifier = (keys: TokenKeys = shared, config: object = {}) =>
  createTokenVerifier({ keys, config: { addressClaim: 'sub', ...config } as never, clock });

describe('[SEC-1] a shared secret', () => {
  test('identity comes from the claims', async () => {
    expect(await verifier().verify(await sign(claims))).toEqual({
      address: 'alice@example.org',
      displayName: 'Alice',
    });
  });

  test('without a usable name the address stands for it', async () => {
    for (const name of [undefined, '', '\u202eAlice']) {
      const identity = await verifier().verify(await sign({ ...claims, name }));
      expect(identity.displayName).toBe('alice');
    }
  });

  test.each([
    ['no address', { ...claims, sub: 'Alice' }],
    ['no expiry', { sub: claims.sub }],
    ['not yet valid', { ...claims, nbf: nowS + 30 }],
  ])('%s: AUTH_TOKEN_INVALID', async (_what, payload) => {
    await expect(verifier().verify(await sign(payload))).rejects.toMatchObject({
      code: 'AUTH_TOKEN_INVALID',
    });
  });

  test('past its time: AUTH_TOKEN_EXPIRED', async () => {
    const token = await sign({ ...claims, exp: nowS - 1 });
    await expect(verifier().verify(token)).rejects.toMatchObject({ code: 'AUTH_TOKEN_EXPIRED' });
  });

  test('another issuer or audience, no signature', async () => {
    const strict = verifier(shared, { jwtIssuer: 'here', jwtAudience: 'parley' });
    const unsigned = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${(await sign(claims)).split('.')[1]}.`;
    const foreign = await sign(claims);
    const misaddressed = await sign({ ...claims, iss: 'here', aud: 'other' });
    const refusals = await refusalsOf([
      strict.verify(foreign),
      strict.verify(misaddressed),
      verifier().verify(unsigned),
    ]);
    expect(new Set(refusals)).toEqual(new Set(['AUTH_TOKEN_INVALID']));
    const good = await sign({ ...claims, iss: 'here', aud: 'parley' });
    expect((await strict.verify(good)).address).toBe('alice@example.org');
  });
});

describe('[SEC-1] the keys of an OpenID provider', () => {
  const algorithms = ['ES256'];

  test('a token that it signed is taken, by the claim that holds the address', async () => {
    const { publicKey, privateKey } = await generateKeyPair('ES256');
    const keys = createLocalJWKSet({ keys: [await exportJWK(publicKey)] });
    const provider = verifier({ kind: 'provider', keys, algorithms }, { addressClaim: 'email' });
    const payload = { sub: '4711', email: 'Alice@Example.org', name: 'Alice', exp: nowS + 60 };
    expect((await provider.verify(await sign(payload, privateKey, 'ES256'))).address).toBe(
      'alice@example.org',
    );
    const stranger = await generateKeyPair('ES256');
    for (const token of [await sign(payload, stranger.privateKey, 'ES256'), await sign(payload)]) {
      await expect(provider.verify(token)).rejects.toMatchObject({ code: 'AUTH_TOKEN_INVALID' });
    }
  });

  test('keys that cannot be fetched are no verdict on the token', async () => {
    const { privateKey } = await generateKeyPair('ES256');
    const keys = async () => {
      throw new TypeError('fetch failed');
    };
    const provider = verifier({ kind: 'provider', keys, algorithms });
    await expect(provider.verify(await sign(claims, privateKey, 'ES256'))).rejects.toMatchObject({
      code: 'SERVER_INTERNAL',
    });
  });
});
