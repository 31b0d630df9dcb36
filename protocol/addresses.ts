import * as z from 'zod';

/** Who can be called: `name@domain`, lower case, at most 254 characters (the addr-spec of RFC 3261 without `sip:`). */
export const Address = z
  .string()
  .max(254)
  .regex(/^[a-z0-9](?:[a-z0-9._+-]{0,62}[a-z0-9])?@[a-z0-9](?:[a-z0-9.-]{0,186}[a-z0-9])?$/, 'not an address')
  .brand<'Address'>();
export type Address = z.infer<typeof Address>;

const invisible = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

/** What people read: 1 to 64 characters, trimmed, without controls (bidirectional ones among them). */
export const DisplayName = z
  .string()
  .trim()
  .min(1)
  .max(64)
  .refine((name) => !invisible.test(name), 'contains control characters');
export type DisplayName = z.infer<typeof DisplayName>;

/** Free text of one line that one person shows another, such as a subject: at most 200 characters. */
export const ShortText = z
  .string()
  .max(200)
  .refine((text) => !invisible.test(text), 'contains control characters');

/**
 * The address that a display name gets on a server that issues its own names.
 * Letters without their accents, digits, dots; a name that has none of these becomes its code points in hexadecimal.
 */
export function addressOfName(displayName: string, domain: string): Address {
  const plain = displayName
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{M}/gu, '')
    .replace(/[^a-z0-9]+/g, '.')
    .replace(/^\.+|\.+$/g, '');
  const codePoints = [...displayName].map((letter) => letter.codePointAt(0)?.toString(16)).join('.');
  const local = (plain || `u.${codePoints}`).slice(0, 60).replace(/\.+$/, '');
  return Address.parse(`${local}@${domain}`);
}
