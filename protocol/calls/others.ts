import type { AppState, SessionView } from '../rpc/app-state.ts';
import { isEscalationOver } from '../states/escalation.ts';

/** What goes on, and what rings. */
export type GoingOn = Pick<AppState, 'sessions' | 'stay'>;

/** What a call that rings meets: a stay, a call, or nothing. `mayHold` says whether the others can be held (SPEC INV-10). */
export interface Meets {
  readonly other: 'nothing' | 'call' | 'stay';
  readonly mayHold: boolean;
  /** Our camera is on in what goes on now. */
  readonly isCameraOn: boolean;
}

/** What a plain Accept says of what goes on. */
export type Others = 'hold' | 'end' | undefined;

const NOTHING: Meets = { other: 'nothing', mayHold: false, isCameraOn: false };

/** Begun or accepted, and not on its way out. */
function isGoing({ sessionType, state }: SessionView): boolean {
  return sessionType === 'audio-video' && (state === 'establishing' || state === 'established');
}

function mayHold({ state, escalation }: SessionView): boolean {
  return state === 'established' && (!escalation || isEscalationOver(escalation.state));
}

/** What goes on while a call rings. A stay cannot be held, nor a call that is not answered yet or becomes a stay. */
export function whatGoesOn({ sessions, stay }: GoingOn): Meets {
  if (stay && stay.state !== 'exited') {
    return { other: 'stay', mayHold: false, isCameraOn: stay.local.camera === 'on' };
  }
  const going = sessions.filter(isGoing);
  if (going.length === 0) return NOTHING;
  return {
    other: 'call',
    mayHold: going.every(mayHold),
    isCameraOn: going.some(({ local, hold }) => local.camera === 'on' && !hold.byUs),
  };
}

/** What goes on, as one invitation meets it: a conference leaves nothing on hold beside it (SPEC CONV-3). */
export function whatItMeets({ sessionType, conferenceId }: SessionView, going: GoingOn): Meets {
  if (sessionType !== 'conference') return whatGoesOn(going);
  const { stay } = going;
  // Whoever has come there by another way only says so.
  if (stay && stay.state !== 'exited' && stay.conference.id === conferenceId) return NOTHING;
  return { ...whatGoesOn(going), mayHold: false };
}

/**
 * What a plain Accept does with what goes on, wherever it is pressed: held where that can be, ended where it cannot
 * (SPEC INV-10, NOTE-3).
 */
export function othersFor({ other, mayHold }: Meets): Others {
  if (other === 'nothing') return undefined;
  return mayHold ? 'hold' : 'end';
}
