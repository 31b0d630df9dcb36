import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { ParleyError, WireError } from '../../protocol/errors.ts';
import { RtpParameters } from '../../protocol/media.ts';
import { COMMANDS } from '../../protocol/rpc/commands.ts';
import { ORDERS } from '../../protocol/rpc/orders.ts';
import { NOTICES } from '../../protocol/signaling/notices.ts';
import { Handshake, REQUESTS } from '../../protocol/signaling/requests.ts';
import { unboundedParts } from './schema-walk.ts';

const both = (contract: Record<string, { data: z.ZodType; reply: z.ZodType }>) =>
  Object.entries(contract).flatMap(([name, { data, reply }]) => [
    [`${name} data`, data] as const,
    [`${name} reply`, reply] as const,
  ]);

describe('[RES-6] every array, record, string and number of the contract has an upper bound', () => {
  test.each(both(REQUESTS))('request %s', (name, schema) => {
    expect(unboundedParts(schema, name)).toEqual([]);
  });
  test.each(both(COMMANDS))('command %s', (name, schema) => {
    expect(unboundedParts(schema, name)).toEqual([]);
  });
  test.each(both(ORDERS))('order %s', (name, schema) => {
    expect(unboundedParts(schema, name)).toEqual([]);
  });
  test.each(Object.entries(NOTICES))('notice %s', (name, schema) => {
    expect(unboundedParts(schema, name)).toEqual([]);
  });
  test('the handshake', () => {
    expect(unboundedParts(Handshake, 'handshake')).toEqual([]);
  });
});

describe('the walk finds an unbounded part', () => {
  test.each([
    ['an array', z.array(z.boolean())],
    ['a record', z.record(z.string().max(8), z.boolean())],
    ['the key of a record', z.record(z.string(), z.boolean()).refine(() => true)],
    ['a string', z.string().min(1)],
    ['a string with an open pattern', z.string().regex(/^a+$/)],
    ['a string whose pattern is not anchored', z.string().regex(/a{1,8}/)],
    ['a number', z.number()],
    ['a number with one bound', z.number().min(0)],
    ['anything', z.unknown()],
    ['an opaque check', z.custom((value) => typeof value === 'string')],
    [
      'a part deep inside',
      z.object({ a: z.array(z.union([z.literal(1), z.object({ b: z.string() })])).max(3) }),
    ],
  ])('%s', (_what, schema) => {
    expect(unboundedParts(schema, 'schema')).not.toEqual([]);
  });
});

describe('[RES-6] records', () => {
  const entries = (count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`key-${index}`, index]));
  const codec = (parameters: unknown) => ({
    codecs: [{ mimeType: 'video/VP8', payloadType: 96, clockRate: 90_000, parameters }],
  });

  test.each([32, 33, 4_000])('%i parameters of a codec', (count) => {
    expect(RtpParameters.safeParse(codec(entries(count))).success).toBe(count <= 32);
  });

  test('an error is cut to the limits of its schema', () => {
    const error = new ParleyError('SERVER_INTERNAL', 'x'.repeat(9_000), {
      context: { ...entries(100), 'key-0': 'x'.repeat(100_000) },
    });
    expect(WireError.safeParse(error.toWire()).success).toBe(true);
  });
});
