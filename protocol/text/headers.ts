import * as z from 'zod';
import { boundedRecord } from '../bounds.ts';
import { ParleyError } from '../errors.ts';

/** Maximum number of custom headers in one message (SPEC INV-8). */
const MAX_HEADERS = 16;
/** RFC 3261 §25.1 `token`, at most 64 characters, beginning with `X-`. */
const NAME = /^X-[A-Za-z0-9\-.!%*_+`'~]{1,62}$/;
const MAX_VALUE_LENGTH = 1_024;
/** Forbidden in a value: it would end the header and begin another one. */
const LINE_BREAK = /[\r\n\u0085\u2028\u2029\0]/;

const HeaderName = z.string().regex(NAME);
const HeaderValue = z
  .string()
  .max(MAX_VALUE_LENGTH)
  .refine((value) => !LINE_BREAK.test(value), 'contains a line break');

/** Custom headers of a decline or a BYE: name → value (SPEC INV-8). */
export const CustomHeaders = boundedRecord(HeaderName, HeaderValue, MAX_HEADERS);
export type CustomHeaders = z.infer<typeof CustomHeaders>;

/** Headers as a page sends them. {@link checkedHeaders} checks them, so that the error names the broken rule. */
export const UncheckedHeaders = boundedRecord(z.string().max(2_000), z.string().max(20_000), 200);
export type UncheckedHeaders = z.infer<typeof UncheckedHeaders>;

/**
 * Returns the headers if they are valid.
 * @throws ParleyError HEADERS_INVALID; `rule` in its context is the broken rule: `count`, `name` or `value`
 */
export function checkedHeaders(headers: UncheckedHeaders): CustomHeaders {
  const refuse = (rule: 'count' | 'name' | 'value', message: string) =>
    new ParleyError('HEADERS_INVALID', message, { context: { rule } });
  const entries = Object.entries(headers);
  if (entries.length > MAX_HEADERS) throw refuse('count', `more than ${MAX_HEADERS} headers`);
  for (const [name, value] of entries) {
    if (!HeaderName.safeParse(name).success) throw refuse('name', 'not a header name that begins with X-');
    if (!HeaderValue.safeParse(value).success) throw refuse('value', 'too long, or has a line break');
  }
  return headers;
}
