import { describe, expect, test } from 'vitest';
import { COMMANDS } from '../../protocol/rpc/commands.ts';
import { ORDERS } from '../../protocol/rpc/orders.ts';
import { parseNotice, parseReply, parseRequest } from '../../protocol/signaling/envelope.ts';
import { COMMAND_SAMPLES, NOTICE_SAMPLES, ORDER_SAMPLES, REQUEST_SAMPLES } from './samples.ts';

/** Replaces every string in a value, one at a time, by a string that no schema accepts. */
function* spoiled(value: unknown): Generator<unknown> {
  if (typeof value === 'string') yield '\u0000'.repeat(70_000);
  else if (Array.isArray(value))
    for (const [i, item] of value.entries()) for (const bad of spoiled(item)) yield value.with(i, bad);
  else if (typeof value === 'object' && value !== null)
    for (const [key, item] of Object.entries(value))
      for (const bad of spoiled(item)) yield { ...value, [key]: bad };
}

describe('every message is parsed to its sample unchanged', () => {
  test.each(Object.entries(REQUEST_SAMPLES))('request %s', (name, { data, reply }) => {
    expect(parseRequest({ name, data })).toEqual({ name, data });
    expect(parseReply(name as keyof typeof REQUEST_SAMPLES, { ok: true, value: reply })).toEqual(reply);
  });

  test.each(Object.entries(NOTICE_SAMPLES))('notice %s', (name, data) => {
    expect(parseNotice({ name, data })).toEqual({ name, data });
  });

  test.each(Object.entries(COMMAND_SAMPLES))('command %s', (name, { data, reply }) => {
    const contract = COMMANDS[name as keyof typeof COMMANDS];
    expect(contract.data.parse(data)).toEqual(data);
    expect(contract.reply.parse(reply)).toEqual(reply);
  });

  test.each(Object.entries(ORDER_SAMPLES))('order %s', (name, { data, reply }) => {
    const contract = ORDERS[name as keyof typeof ORDERS];
    expect(contract.data.parse(data)).toEqual(data);
    expect(contract.reply.parse(reply)).toEqual(reply);
  });
});

describe('[RES-6] an oversized or malformed field is refused in every request', () => {
  test.each(Object.entries(REQUEST_SAMPLES))('request %s', (name, { data }) => {
    for (const bad of spoiled(data)) {
      expect(() => parseRequest({ name, data: bad })).toThrow(
        expect.objectContaining({ code: 'PROTOCOL_MALFORMED' }),
      );
    }
  });

  test.each([undefined, null, 7, 'text', [], {}, { name: 7 }, { name: 'x'.repeat(65), data: {} }])(
    'frame %j',
    (frame) => {
      expect(() => parseRequest(frame)).toThrow(expect.objectContaining({ code: 'PROTOCOL_MALFORMED' }));
      expect(() => parseNotice(frame)).toThrow(expect.objectContaining({ code: 'PROTOCOL_MALFORMED' }));
    },
  );

  test.each(['__proto__', 'constructor', 'toString', 'call.transfer'])(
    'a request named %s is unknown',
    (name) => {
      expect(() => parseRequest({ name, data: {} })).toThrow(
        expect.objectContaining({ code: 'PROTOCOL_UNKNOWN_REQUEST' }),
      );
    },
  );

  test('the refusal does not repeat what was sent', () => {
    const secret = 'hunter2-hunter2';
    try {
      parseRequest({ name: 'session.answer', data: { sessionId: secret.repeat(9), answer: secret } });
      expect.unreachable();
    } catch (error) {
      expect(String(error)).not.toContain('hunter2');
    }
  });
});

describe('an invitation', () => {
  const sample = REQUEST_SAMPLES['invitation.send'].data as Record<string, unknown>;

  test('[CONV-1] without a conversation ID is refused', () => {
    const { conversationId: _, ...rest } = sample;
    expect(() => parseRequest({ name: 'invitation.send', data: rest })).toThrow(
      expect.objectContaining({ code: 'PROTOCOL_MALFORMED', sip: 400 }),
    );
  });

  test('[SEC-2] is parsed without a sender that the client names', () => {
    const request = parseRequest({
      name: 'invitation.send',
      data: { ...sample, from: 'mallory@parley.local' },
    });
    expect(request.data).toEqual(sample);
  });

  test('[INV-4] cannot be declined without a reason from the list', () => {
    const data = { invitationId: 'a'.repeat(8), reason: 'not-specified' };
    expect(() => parseRequest({ name: 'invitation.decline', data })).toThrow(
      expect.objectContaining({ code: 'PROTOCOL_MALFORMED' }),
    );
  });
});
