import {
  Address,
  addressOfName,
  canonicalName,
  type DisplayName,
  hashedAddressOfName,
} from '../../protocol/text/addresses.ts';

/** Under which name an address has signed in last; undefined when it never has. */
export type NameAt = (address: Address) => DisplayName | undefined;

/**
 * The address that this server gives to a name (docs/decisions/0030). Whose name was cut to an address before names were
 * told apart keeps that address, with its messages, as long as nobody else has signed in with it since. An address that
 * another name has is never given.
 */
export function issuedAddress(displayName: DisplayName, domain: string, nameAt: NameAt): Address {
  const usual = addressOfName(displayName, domain);
  const hashed = hashedAddressOfName(displayName, domain);
  const theirs = [earlierAddressOfName(displayName, domain), usual, hashed].find((address) => {
    const holder = nameAt(address);
    return holder !== undefined && canonicalName(holder) === canonicalName(displayName);
  });
  return theirs ?? (nameAt(usual) === undefined ? usual : hashed);
}

/** As addresses were made before names were told apart: names that lose letters could share one. */
function earlierAddressOfName(displayName: string, domain: string): Address {
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
