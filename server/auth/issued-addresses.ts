import {
  Address,
  addressOfName,
  canonicalName,
  type DisplayName,
  hashedAddressOfName,
} from '../../protocol/text/addresses.ts';

/** The name with which an address signed in last; undefined if it never has. */
export type NameAt = (address: Address) => DisplayName | undefined;

/**
 * The address that this server issues for a name (docs/decisions/0030). Older versions gave similar names the same
 * address. A person with such an address keeps it, with its messages, unless another name has signed in with it since.
 * An address that belongs to another name is never issued.
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

/** The address that older versions made: names that an address cannot represent without loss could share one. */
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
