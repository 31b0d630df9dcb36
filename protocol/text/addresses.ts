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
 * The address that a claim or a person wrote in any case. Only A to Z have a lower case here: to Unicode the Kelvin sign
 * (U+212A) is a capital k as well, and would turn one person into another.
 */
export const AddressInAnyCase = z
  .string()
  .max(254)
  .transform((text) => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase()))
  .pipe(Address);

/** Longest display name, in UTF-16 units. */
export const MAX_DISPLAY_NAME = 64;

/**
 * What people read: 1 to 64 characters, trimmed, of any script, with emoji and joiners. No controls (bidirectional ones
 * among them), and something to see.
 */
export const DisplayName = z
  .string()
  .trim()
  .min(1)
  .max(MAX_DISPLAY_NAME)
  .refine((name) => !hasControls(name), 'contains control characters')
  .refine(isVisible, 'shows nothing');
export type DisplayName = z.infer<typeof DisplayName>;

/**
 * A name with which a person signs in: nothing unseen in it makes it look like another name. Servers may still know older
 * names, which {@link DisplayName} reads.
 */
export const SignInName = DisplayName.refine((name) => !hasUnseen(name), 'contains what nobody sees');

/** Free text of one line that one person shows another, such as a subject: at most 200 characters. */
export const ShortText = z
  .string()
  .max(200)
  .refine((text) => !hasControls(text), 'contains control characters');

/** How long the part of an issued address before the @ may be, so that it is still easy to read. */
const MAX_LOCAL = 60;
/** Words of letters and digits, which an address holds without a loss. */
const PLAIN_NAME = /^[a-z0-9]+(?: [a-z0-9]+)*$/;
/** A plain name whose address would look like that of a name without any letter from a to z. */
const LIKE_CODE_POINTS = /^u(?: [0-9a-f]{2,6})+$/;

/**
 * The address that a display name gets on a server that issues its own names. Distinct names get distinct addresses,
 * apart from case: `Ann Lee` and `ann lee` are one person. Spaces become dots; a name that has nothing of an address in
 * it becomes its code points in hexadecimal; a name that loses something on the way is told apart by a hash.
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

/** The address of a name with its hash: no other name has it, and no name gets it that loses nothing. */
export function hashedAddressOfName(displayName: string, domain: string): Address {
  const name = canonicalName(displayName);
  const hash = hashOf(name);
  const letters = lettersOf(name)
    .slice(0, MAX_LOCAL - hash.length - 1)
    .replace(/\.+$/, '');
  return Address.parse(`${letters || 'u'}-${hash}@${domain}`);
}

/** Two names with the same canonical form are one name. */
export function canonicalName(displayName: string): string {
  return displayName.normalize('NFC').trim().toLowerCase();
}

/** What of a name an address can hold: letters without their accents, digits, and a dot for everything between. */
function lettersOf(name: string): string {
  return name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '.')
    .replace(/^\.+|\.+$/g, '');
}

/** FNV-1a with 64 bits (draft-eastlake-fnv), cut to 8 letters and digits. It tells names apart; it protects nothing. */
function hashOf(name: string): string {
  let hash = 0xcbf29ce484222325n;
  for (let index = 0; index < name.length; index += 1) {
    const unit = name.charCodeAt(index);
    for (const byte of [unit & 0xff, unit >> 8])
      hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
  }
  return (hash % 36n ** 8n).toString(36).padStart(8, '0');
}
