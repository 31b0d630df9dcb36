import * as z from 'zod';
import { hasControls, hasUnseen, isVisible } from './readable-text.ts';

/** Who can be called: `name@domain`, lower case, at most 254 characters (the addr-spec of RFC 3261 without `sip:`). */
export const Address = z
  .string()
  .max(254)
  .regex(/^[a-z0-9](?:[a-z0-9._+-]{0,62}[a-z0-9])?@[a-z0-9](?:[a-z0-9.-]{0,186}[a-z0-9])?$/, 'not an address')
  .brand<'Address'>();
export type Address = z.infer<typeof Address>;

/**
 * An address from a claim or from user input, in upper or lower case. Only A to Z are converted to lower case: Unicode
 * also maps the Kelvin sign (U+212A) to k, which would turn one person's address into another's.
 */
export const AddressInAnyCase = z
  .string()
  .max(254)
  .transform((text) => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase()))
  .pipe(Address);

/** Longest display name, in UTF-16 units. */
export const MAX_DISPLAY_NAME = 64;

/**
 * A name for display: 1 to 64 characters, trimmed, of any script, with emoji and joiners. It has no control characters
 * (bidirectional ones included) and at least one visible character.
 */
export const DisplayName = z
  .string()
  .trim()
  .min(1)
  .max(MAX_DISPLAY_NAME)
  .refine((name) => !hasControls(name), 'contains control characters')
  .refine(isVisible, 'has no visible character');
export type DisplayName = z.infer<typeof DisplayName>;

/**
 * A name for signing in: it has no invisible characters, with which it could look like another name. Servers may still
 * know older names that have some; {@link DisplayName} accepts them.
 */
export const SignInName = DisplayName.refine((name) => !hasUnseen(name), 'contains invisible characters');

/** One line of text from one person to another, such as a subject: at most 200 characters. */
export const ShortText = z
  .string()
  .max(200)
  .refine((text) => !hasControls(text), 'contains control characters');

/** Longest local part (before the @) of an issued address, so that it is still easy to read. */
const MAX_LOCAL = 60;
/** A name of letters, digits and spaces, which an address can represent without loss. */
const PLAIN_NAME = /^[a-z0-9]+(?: [a-z0-9]+)*$/;
/** A plain name whose address would look like the hexadecimal address of a name without any letter from a to z. */
const LIKE_CODE_POINTS = /^u(?: [0-9a-f]{2,6})+$/;

/**
 * The address of a display name on a server that issues its own addresses. Different names get different addresses, but
 * case does not count: `Ann Lee` and `ann lee` are one person. Spaces become dots. A name without any letter or digit of
 * an address becomes its code points in hexadecimal. A name that an address cannot represent without loss gets a hash.
 */
export function addressOfName(displayName: string, domain: string): Address {
  const name = canonicalName(displayName);
  const plain = lettersOf(name);
  if (plain === '') {
    const codePoints = [...name].map((letter) => letter.codePointAt(0)?.toString(16));
    const local = `u.${codePoints.join('.')}`;
    return Address.parse(`${local.length <= MAX_LOCAL ? local : `u-${hashOf(name)}`}@${domain}`);
  }
  if (plain.length <= MAX_LOCAL && PLAIN_NAME.test(name) && !LIKE_CODE_POINTS.test(name)) {
    return Address.parse(`${plain}@${domain}`);
  }
  return hashedAddressOfName(displayName, domain);
}

/** The address of a name with its hash. No other name has it, nor does any name without a hash. */
export function hashedAddressOfName(displayName: string, domain: string): Address {
  const name = canonicalName(displayName);
  const hash = hashOf(name);
  const letters = lettersOf(name)
    .slice(0, MAX_LOCAL - hash.length - 1)
    .replace(/\.+$/, '');
  return Address.parse(`${letters || 'u'}-${hash}@${domain}`);
}

/** Two names with the same canonical form count as one name. */
export function canonicalName(displayName: string): string {
  return displayName.normalize('NFC').trim().toLowerCase();
}

/** The part of a name that an address can represent: letters without accents, digits, and a dot for anything else. */
function lettersOf(name: string): string {
  return name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '.')
    .replace(/^\.+|\.+$/g, '');
}

/** FNV-1a with 64 bits (draft-eastlake-fnv), cut to 8 letters and digits. It distinguishes names and is no protection. */
function hashOf(name: string): string {
  let hash = 0xcbf29ce484222325n;
  for (let index = 0; index < name.length; index += 1) {
    const unit = name.charCodeAt(index);
    for (const byte of [unit & 0xff, unit >> 8])
      hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
  }
  return (hash % 36n ** 8n).toString(36).padStart(8, '0');
}
