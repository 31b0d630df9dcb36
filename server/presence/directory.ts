import type { Identity } from '../../protocol/signaling/shapes.ts';
import type { Address } from '../../protocol/text/addresses.ts';
import type { Endpoint } from './endpoint.ts';

/** Who can be reached: what calls and messages need of the registrar. */
export interface Directory {
  /** Somebody who has signed in at some time; undefined when nobody has ever seen them. */
  identityAt(address: Address): Identity | undefined;
  /** The devices that are signed in: none when they are offline or unknown. */
  endpointsOf(address: Address): readonly Endpoint[];
}
