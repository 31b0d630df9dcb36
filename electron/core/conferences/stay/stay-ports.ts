import type { ParleyError } from '../../../../protocol/errors.ts';
import type { RequestedMedia } from '../../../../protocol/media.ts';
import type { AppState } from '../../../../protocol/rpc/app-state.ts';
import type { OrderData, StayExited } from '../../../../protocol/rpc/orders.ts';
import type { Identity } from '../../../../protocol/signaling/shapes.ts';
import type { Clock } from '../../ports.ts';
import type { SfuCapabilities } from '../sfu-capabilities.ts';
import type { Brought, StayMediaPorts } from './stay-media.ts';
import type { StayRequestsPorts } from './stay-requests.ts';

/** What a stay needs from its surroundings. */
export interface StayPorts extends StayMediaPorts, StayRequestsPorts {
  capabilities: SfuCapabilities;
  clock: Clock;
  /** Our user's own address. */
  ownAddress(): Identity['address'] | undefined;
  show(change: Partial<Pick<AppState, 'stay' | 'speakers' | 'chat'>>): void;
  /** Shows our user an alert once. */
  alert(error: ParleyError): void;
  /** The stay is over. Called exactly once (SPEC CONF-5). */
  exited(exit: StayExited): void;
  /** A leave failed: the stay continues (SPEC CONF-6). */
  leaveFailed(failure: OrderData<'leave-failed'>): void;
}

/** How our user joins a conference. */
export interface Coming {
  media: RequestedMedia;
  passcode?: string;
  /** The open devices of a call that becomes this conference. If undefined, those of the preview are used. */
  brought?: Brought;
  /** Called once our user is in and the roster is known, before the page opens the media. */
  entered?: () => void;
}
