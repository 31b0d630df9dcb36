import type { DeclineReason } from '../../../../protocol/endings.ts';
import type { ErrorCode } from '../../../../protocol/errors.ts';
import { ParleyError } from '../../../../protocol/errors.ts';
import type { SessionView } from '../../../../protocol/rpc/app-state.ts';
import type { CustomHeaders } from '../../../../protocol/text/headers.ts';
import { untilAnswered } from '../../kernel/until-answered.ts';
import type { Requester } from '../../ports.ts';
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
  view: Pick<SessionView, 'id' | 'invitationId'>;
  dialog: DialogState;
  reason: HangUpReason;
  headers?: CustomHeaders;
  /** Nobody answers; it is said again. */
  onSilence(): void;
}

type Step = 'bye' | 'plain-bye' | 'cancel' | 'decline';

/**
 * What to say, and what next when the server does not know what was meant: a cancel may cross an accept (INV-3), or
 * overtake the invitation itself, and an accept whose answer never came may have been taken, or not, or be taken later.
 */
const STEPS: Record<DialogState, readonly Step[]> = {
  none: [],
  invited: ['cancel', 'bye', 'cancel'],
  accepting: ['bye', 'decline', 'bye'],
  agreed: ['bye'],
};

/** The server may know nothing (any more) of what the reason says: it is a goodbye all the same. */
const REASONED: readonly Step[] = ['bye', 'plain-bye'];

const NOT_THAT: ReadonlySet<ErrorCode> = new Set(['INVITATION_GONE', 'SESSION_GONE', 'SESSION_WRONG_STATE']);

/**
 * Each step is tried so often, with the time of a request between two attempts: far longer than a silent connection
 * lasts. When the connection is lost the server ends for us what we are in; to give up before that would leave a
 * session at the server that no client knows.
 */
const goodbyeAttempts = 30;

/**
 * Takes leave of the other side, again and again until the server answers or the connection is lost. Never rejects.
 * @returns the code of the last refusal; undefined when the goodbye was taken, or there was none to say
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
  const more = headers === undefined ? {} : { headers };
  if (step === 'cancel') return server.request('invitation.cancel', { invitationId });
  if (step === 'bye') {
    // Our cancel crossed their accept: it stays a cancel, for both (INV-3).
    const said = dialog === 'invited' && reason === 'hung-up' ? 'cancelled' : reason;
    return server.request('session.hang-up', { sessionId, reason: said, ...more });
  }
  if (step === 'plain-bye') {
    return server.request('session.hang-up', { sessionId, reason: 'hung-up', ...more });
  }
  const refusal: DeclineReason = reason === 'hung-up' ? 'declined' : 'unavailable';
  return server.request('invitation.decline', { invitationId, reason: refusal, ...more });
}
