import type { Identity } from '../../protocol/signaling/shapes.ts';
import type { Address } from '../../protocol/text/addresses.ts';
import type { Endpoint } from './endpoint.ts';

/** What calls and messages need from the registrar. */
export interface Directory {
  /** A person who has signed in at some time; undefined for an unknown address. */
  identityAt(address: Address): Identity | undefined;
  /** The signed-in devices; empty if the person is offline or unknown. */
  endpointsOf(address: Address): readonly Endpoint[];
}
