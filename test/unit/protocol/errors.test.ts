import { expect, test } from 'vitest';
import { ErrorCode, ParleyError, WireError } from '../../../protocol/errors.ts';
import { sendCommand, serveCommands } from '../../../protocol/rpc/envelope.ts';

test('only code, message and context of an error cross a process boundary', () => {
  const error = new ParleyError('SERVER_PORT_IN_USE', 'port in use', {
    context: { port: 7450 },
    cause: 'secret',
  });
  const wire: unknown = JSON.parse(JSON.stringify(error.toWire()));
  expect(wire).toEqual({ code: 'SERVER_PORT_IN_USE', message: 'port in use', context: { port: 7450 } });
  expect(ParleyError.fromWire(WireError.parse(wire))).toMatchObject({
    code: error.code,
    context: error.context,
  });
});

test('any thrown value becomes a ParleyError; a ParleyError stays the same object', () => {
  const known = new ParleyError('RATE_LIMITED', 'slow down');
  expect(ParleyError.from(known, 'SERVER_INTERNAL')).toBe(known);
  expect(ParleyError.from('boom', 'SERVER_INTERNAL')).toMatchObject({
    code: 'SERVER_INTERNAL',
    message: 'boom',
  });
});

test('an unknown code or an oversized message is refused', () => {
  expect(ErrorCode.safeParse('toString').success).toBe(false);
  expect(WireError.safeParse({ code: 'RATE_LIMITED', message: 'x'.repeat(501) }).success).toBe(false);
});

test.each([
  [7, {}],
  ['__proto__', {}],
  ['sign-in', { displayName: '' }],
  ['sign-in', undefined],
])('main refuses the call %j with %j', async (name, data) => {
  const refuse = () => Promise.reject(new Error('reached'));
  const peer = serveCommands(new Proxy({}, { get: () => refuse }) as Parameters<typeof serveCommands>[0]);
  expect(await peer.handle(name, data)).toMatchObject({ ok: false, error: { code: 'RPC_MALFORMED' } });
});

test('the page refuses a malformed reply', async () => {
  const peer = { handle: async () => ({ ok: true as const, value: { link: 7 } }) };
  await expect(sendCommand(peer, 'create-conference', { title: '' })).rejects.toMatchObject({
    code: 'RPC_MALFORMED',
  });
});
