import * as z from 'zod';

/**
 * Shapes of numbers and records that recur in messages. Nothing in the contract is without an upper bound, so that the
 * work that one message makes has one too (SPEC RES-6); a contract test walks every schema and checks this.
 */

/** Milliseconds since the epoch, up to the last moment that a `Date` can hold (ECMA-262 §21.4.1.1). */
export const EpochMs = z.number().int().min(0).max(8.64e15);

/** A length of time in milliseconds. */
export const DurationMs = z.number().int().min(0).max(8.64e15);

/** Place in an order that begins with 1. */
export const Sequence = z.number().int().positive().max(Number.MAX_SAFE_INTEGER);

/** How many there are. */
export const Count = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);

/** An integer of 32 bits without a sign, such as an SSRC (RFC 3550 §5.1). */
export const Uint32 = z.number().int().min(0).max(0xffff_ffff);

/** A version of the protocol between the programs. */
export const ProtocolVersion = z.number().int().min(0).max(1_000_000);

/** A record with at most `maxKeys` entries. */
export function boundedRecord<Key extends z.ZodType<string, string>, Value extends z.ZodType>(
  key: Key,
  value: Value,
  maxKeys: number,
) {
  return z.record(key, value).refine((record) => Object.keys(record).length <= maxKeys, {
    error: 'too many entries',
    params: { maxKeys },
  });
}
