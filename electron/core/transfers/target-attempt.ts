import type { RequestData } from '../../../protocol/signaling/requests.ts';

/** The progress of a referee, as it is reported to the referrer. */
export type TargetProgress = RequestData<'refer.notify'>['progress'];

/** A referee's attempt to reach the target of a referral. */
export interface TargetAttempt {
  progress(): TargetProgress;
  /** Ends the attempt. If the target has been reached already, the call or stay with it ends as well. */
  cancel(): void;
}
