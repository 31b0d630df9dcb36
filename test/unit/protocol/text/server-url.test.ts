import { expect, test } from 'vitest';
import { isSameServer, serverName, serverOrigin } from '../../../../protocol/text/server-url.ts';

test.each([
  ['HTTPS://Parley.Example.org:443/', 'https://parley.example.org'],
  ['http://127.0.0.1:7450', 'http://127.0.0.1:7450'],
  ['http://[::1]:80', 'http://[::1]'],
  ['https://müller.example', 'https://müller.example'],
])('[SEC-3] a server address is normalized to its origin: %s', (text, origin) => {
  expect(serverOrigin(text)).toBe(origin);
});

test.each([
  'https://x.example。次',
  'https://x.example．next',
  'https://x｡example',
  'https://ｘ.example',
  'https://trusted.example@evil.example',
  'https://trusted.example\\@evil.example',
  'https:\\\\evil.example',
  'https://x.example/path',
  'https://x.example?y',
  'https://x.exam\u00adple',
  'https://x.example\u200b',
  'ftp://x.example',
  'x.example',
])('[SEC-3] an address that a browser could map to another host is refused: %s', (text) => {
  expect(serverOrigin(text)).toBeNull();
});

test('[SEC-3] one server may have several addresses', () => {
  expect(isSameServer('http://localhost:7450', 'http://127.0.0.1:7450/')).toBe(true);
  expect(isSameServer('https://a.example', 'https://A.example:443')).toBe(true);
  expect(isSameServer('http://127.0.0.1:7450', 'http://127.0.0.1:7451')).toBe(false);
  expect(isSameServer('http://a.example', 'https://a.example')).toBe(false);
  expect(isSameServer('http://127.0.0.1:7450', 'http://a.example:7450')).toBe(false);
  expect(serverName('https://a.example:8443')).toBe('a.example:8443');
});
