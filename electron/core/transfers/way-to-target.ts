import type { RequestData } from '../../../protocol/signaling/requests.ts';

/** How far a referee has come, as it is told to the referrer. */
export type Reached = RequestData<'refer.notify'>['progress'];

/** How a referee comes to whom they were referred. */
export interface WayToTarget {
  /** How far it has come. */
  look(): Reached;
  /** Turns back. What has been reached already is left, too. */
  giveUp(): void;
}
