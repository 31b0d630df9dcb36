import * as z from 'zod';

/**
 * Schemas of numbers and records that many messages use. Everything in the contract has an upper bound, so that the cost
 * of handling one message is bounded too (SPEC RES-6). A contract test walks every schema and checks this.
 */

/** Milliseconds since the epoch, up to the latest time that a `Date` can represent (ECMA-262 §21.4.1.1). */
export const EpochMs = z.number().int().min(0).max(8.64e15);

/** A duration in milliseconds. */
export const DurationMs = z.number().int().min(0).max(8.64e15);

/** Position in an order, starting at 1. */
export const Sequence = z.number().int().positive().max(Number.MAX_SAFE_INTEGER);

/** A number of things. */
export const Count = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);

/** An unsigned 32-bit integer, such as an SSRC (RFC 3550 §5.1). */
export const Uint32 = z.number().int().min(0).max(0xffff_ffff);

/** A protocol version, see `PROTOCOL_VERSION`. */
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
