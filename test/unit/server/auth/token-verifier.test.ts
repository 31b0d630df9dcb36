import { createLocalJWKSet, exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import { describe, expect, test } from 'vitest';
import type { TokenKeys } from '../../../../server/auth/token-keys.ts';
import { createTokenVerifier } from '../../../../server/auth/token-verifier.ts';
import { FakeClock } from '../../../support/fake-clock.ts';
import { refusalsOf } from '../../../support/server/refusals.ts';

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
      identity: { address: 'alice@example.org', displayName: 'Alice' },
      expiresAtMs: (claims.exp + 60) * 1_000,
    });
  });

  test('without a valid name the address is used as the name', async () => {
    for (const name of [undefined, '', '\u202eAlice']) {
      const { identity } = await verifier().verify(await sign({ ...claims, name }));
      expect(identity.displayName).toBe('alice');
    }
  });

  test.each([
    ['joiners', 'نگار\u200cخانه', 'نگار\u200cخانه'],
    [
      'a family and a flag',
      'Ann 👨‍👩‍👧‍👦 🏴\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f}',
      undefined,
    ],
    ['seventy letters', 'x'.repeat(70), 'x'.repeat(64)],
    ['a flag at the limit', `${'x'.repeat(62)}🇩🇪`, 'x'.repeat(62)],
  ])('a name with %s is not replaced by the address', async (_what, name, expected = name) => {
    const { identity } = await verifier().verify(await sign({ ...claims, name }));
    expect(identity.displayName).toBe(expected);
  });

  test.each([
    ['the Kelvin sign', '\u212aim@example.org'],
    ['a dotted capital I', '\u0130da@example.org'],
    ['a long s', 'be\u017fs@example.org'],
    ['full-width letters', '\uff2bim@example.org'],
  ])('%s in an address is not mapped to another address', async (_what, sub) => {
    await expect(verifier().verify(await sign({ ...claims, sub }))).rejects.toMatchObject({
      code: 'AUTH_TOKEN_INVALID',
    });
  });

  test('an address is converted to lower case', async () => {
    const { identity } = await verifier().verify(await sign({ ...claims, sub: 'KIM@Example.ORG' }));
    expect(identity.address).toBe('kim@example.org');
  });

  test.each([
    ['no address', { ...claims, sub: 'Alice' }],
    ['no expiry', { sub: claims.sub }],
    ['not yet valid', { ...claims, nbf: nowS + 61 }],
  ])('%s: AUTH_TOKEN_INVALID', async (_what, payload) => {
    await expect(verifier().verify(await sign(payload))).rejects.toMatchObject({
      code: 'AUTH_TOKEN_INVALID',
    });
  });

  test('past its time: AUTH_TOKEN_EXPIRED', async () => {
    const token = await sign({ ...claims, exp: nowS - 60 });
    await expect(verifier().verify(token)).rejects.toMatchObject({ code: 'AUTH_TOKEN_EXPIRED' });
  });

  test.each([
    ['has just expired', { exp: nowS - 59 }],
    ['will be valid in less than a minute', { nbf: nowS + 59 }],
    ['was issued less than a minute in the future', { iat: nowS + 59 }],
  ])('clocks may differ by a minute: a token that %s', async (_what, times) => {
    const { identity } = await verifier().verify(await sign({ ...claims, ...times }));
    expect(identity.address).toBe('alice@example.org');
  });

  test('a token with another issuer or audience, or without a signature, is refused', async () => {
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
    expect((await strict.verify(good)).identity.address).toBe('alice@example.org');
  });
});

describe('[SEC-1] the keys of an OpenID provider', () => {
  const algorithms = ['ES256'];

  test('a token that it signed is accepted, with the address in the configured claim', async () => {
    const { publicKey, privateKey } = await generateKeyPair('ES256');
    const keys = createLocalJWKSet({ keys: [await exportJWK(publicKey)] });
    const provider = verifier({ kind: 'provider', keys, algorithms }, { addressClaim: 'email' });
    const payload = { sub: '4711', email: 'Alice@Example.org', name: 'Alice', exp: nowS + 60 };
    const { identity } = await provider.verify(await sign(payload, privateKey, 'ES256'));
    expect(identity.address).toBe('alice@example.org');
    const stranger = await generateKeyPair('ES256');
    for (const token of [await sign(payload, stranger.privateKey, 'ES256'), await sign(payload)]) {
      await expect(provider.verify(token)).rejects.toMatchObject({ code: 'AUTH_TOKEN_INVALID' });
    }
  });

  test('an e-mail address that the provider has not verified is refused', async () => {
    const byEmail = verifier(shared, { addressClaim: 'email' });
    const withClaim = (email_verified: unknown) =>
      sign({ sub: '4711', email: 'alice@example.org', exp: nowS + 60, email_verified });
    for (const claim of [false, 'false', null, 0, 'no']) {
      await expect(byEmail.verify(await withClaim(claim))).rejects.toMatchObject({
        code: 'AUTH_TOKEN_INVALID',
      });
    }
    for (const claim of [true, 'true', undefined]) {
      expect((await byEmail.verify(await withClaim(claim))).identity.address).toBe('alice@example.org');
    }
    const bySubject = await verifier().verify(await sign({ ...claims, email_verified: false }));
    expect(bySubject.identity.address).toBe('alice@example.org');
  });

  test('if keys cannot be fetched, the token is not called invalid', async () => {
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
