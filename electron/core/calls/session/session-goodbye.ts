import type { DeclineReason } from '../../../../protocol/endings.ts';
import type { ErrorCode } from '../../../../protocol/errors.ts';
import { ParleyError } from '../../../../protocol/errors.ts';
import type { CustomHeaders } from '../../../../protocol/text/headers.ts';
import { untilAnswered } from '../../kernel/until-answered.ts';
import type { Requester } from '../../ports.ts';
import type { SessionFacts } from './session-facts.ts';
import type { DialogState } from './session-record.ts';

/** Why a BYE is sent (RFC 3261 §15). */
export type HangUpReason =
  | 'hung-up'
  | 'signed-out'
  | 'media-failed'
  | 'device-refused'
  | 'timed-out'
  | 'transferred'
  | 'replaced';

export interface GoodbyeOptions {
  server: Requester;
  view: Pick<SessionFacts, 'id' | 'invitationId'>;
  dialog: DialogState;
  reason: HangUpReason;
  headers?: CustomHeaders;
  /** The server did not answer; the goodbye is repeated. */
  onSilence(): void;
}

type Step = 'bye' | 'plain-bye' | 'cancel' | 'decline';

/**
 * The steps of a goodbye; the next step follows when the server does not know the invitation or session. A cancel may cross
 * an accept (INV-3) or overtake the invitation, and an unanswered accept may have been taken, or not, or be taken later.
 */
const STEPS: Record<DialogState, readonly Step[]> = {
  none: [],
  invited: ['cancel', 'bye', 'cancel'],
  accepting: ['bye', 'decline', 'bye'],
  agreed: ['bye'],
};

/** The server may have forgotten the transfer that the reason names: then a plain goodbye follows. */
const REASONED: readonly Step[] = ['bye', 'plain-bye'];

const NOT_THAT: ReadonlySet<ErrorCode> = new Set(['INVITATION_GONE', 'SESSION_GONE', 'SESSION_WRONG_STATE']);

/**
 * Attempts of each step, each as long as a request may take: together far longer than a silent connection lasts. When the
 * connection is lost, the server ends our sessions. Giving up before that would leave a session at the server that no client
 * knows.
 */
const goodbyeAttempts = 30;

/**
 * Sends the goodbye until the server answers or the connection is lost. Never rejects.
 * @returns the code of the last refusal; undefined when the goodbye was taken, or none was needed
 */
export async function sayGoodbye(options: GoodbyeOptions): Promise<ErrorCode | undefined> {
  let refusal: ErrorCode | undefined;
  const { dialog, reason } = options;
  const reasoned = dialog === 'agreed' && (reason === 'transferred' || reason === 'replaced');
  for (const step of reasoned ? REASONED : STEPS[dialog]) {
    try {
      await untilAnswered(() => say(step, options), {
        attempts: goodbyeAttempts,
        onSilence: options.onSilence,
      });
      return undefined;
    } catch (thrown) {
      refusal = ParleyError.from(thrown, 'SERVER_INTERNAL').code;
      if (!NOT_THAT.has(refusal)) break;
    }
  }
  return refusal;
}

function say(step: Step, { server, view, dialog, reason, headers }: GoodbyeOptions): Promise<unknown> {
  const { id: sessionId, invitationId } = view;
  if (step === 'cancel') return server.request('invitation.cancel', { invitationId });
  if (step === 'bye') {
    // Our cancel crossed their accept: it stays a cancel, for both (INV-3).
    const said = dialog === 'invited' && reason === 'hung-up' ? 'cancelled' : reason;
    return server.request('session.hang-up', { sessionId, reason: said, headers });
  }
  if (step === 'plain-bye') {
    return server.request('session.hang-up', { sessionId, reason: 'hung-up', headers });
  }
  const refusal: DeclineReason = reason === 'hung-up' ? 'declined' : 'unavailable';
  return server.request('invitation.decline', { invitationId, reason: refusal, headers });
}
