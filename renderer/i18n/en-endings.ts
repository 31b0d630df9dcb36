import type { EndedBy, EndingReason } from '../../protocol/endings.ts';

/** Words for one reason, by who caused it; `{name}` is the other person. */
type ByCause = Readonly<Record<EndedBy, string>>;

function whoever(words: string): ByCause {
  return { you: words, them: words, server: words, system: words };
}

/** How a call ended. */
export const CALL_ENDING_WORDS: Readonly<Record<EndingReason, ByCause>> = {
  accepted: whoever('The call was answered.'),
  declined: {
    ...whoever('The call was declined.'),
    you: 'You declined the call.',
    them: '{name} declined the call.',
  },
  busy: {
    ...whoever('{name} is busy.'),
    you: 'You let {name} know that you are busy.',
  },
  unavailable: {
    ...whoever('{name} is not available right now.'),
    you: 'You let {name} know that you are not available.',
  },
  'not-acceptable-here': {
    ...whoever('This kind of call is not possible here.'),
    them: '{name} cannot take this kind of call.',
  },
  'do-not-disturb': {
    ...whoever('{name} does not want to be disturbed.'),
  },
  'not-found': whoever('{name} could not be found.'),
  forbidden: {
    ...whoever('This call is not allowed.'),
    them: '{name} does not take calls from you.',
  },
  'rate-limited': whoever('The server refused this call: too many in a short time.'),
  'loop-detected': whoever('You called yourself.'),
  cancelled: {
    ...whoever('The call was cancelled.'),
    you: 'You cancelled the call.',
    them: '{name} cancelled the call.',
  },
  expired: whoever('{name} did not answer.'),
  'answered-elsewhere': whoever('{name}’s call was answered on another device.'),
  'hung-up': { ...whoever('The call has ended.'), you: 'You hung up.', them: '{name} hung up.' },
  escalated: whoever('The call went on as a conference.'),
  transferred: {
    ...whoever('The call was transferred.'),
    you: '{name} transferred you.',
    them: 'You transferred {name}.',
  },
  replaced: {
    ...whoever('The call was transferred.'),
    you: '{name} connected you with somebody else.',
    them: 'You connected {name} with somebody else.',
  },
  'signed-out': {
    ...whoever('The call ended: signed out.'),
    you: 'You signed out.',
    them: '{name} signed out.',
  },
  'connection-lost': {
    ...whoever('The connection was lost.'),
    you: 'Your connection was lost.',
    them: '{name} lost the connection.',
  },
  'sign-in-expired': whoever('The call ended because your sign-in has expired.'),
  'timed-out': {
    ...whoever('The call could not be connected in time.'),
    them: '{name}’s device did not answer in time.',
  },
  'media-failed': {
    ...whoever('Sound and pictures could not get through.'),
    them: 'Sound and pictures did not get through at {name}’s end.',
  },
  'device-refused': {
    ...whoever('The microphone or camera could not be used.'),
    you: 'Parley was not allowed to use your microphone or camera.',
    them: '{name} could not use the microphone or camera.',
  },
  'server-error': whoever('The call ended because of a problem on the server.'),
  interrupted: whoever('The call was interrupted: Parley stopped unexpectedly.'),
  left: { ...whoever('The call has ended.'), you: 'You left the call.', them: '{name} left the call.' },
  removed: { ...whoever('You were removed from the call.'), you: 'You removed {name} from the call.' },
  ended: whoever('The call has ended.'),
};

/** How a call from somebody ended. Only reasons that read differently for whoever was called. */
export const INCOMING_ENDING_WORDS: Readonly<Partial<Record<EndingReason, Partial<ByCause>>>> = {
  expired: whoever('You missed a call from {name}.'),
  unavailable: { server: 'You missed a call from {name}.', system: 'You missed a call from {name}.' },
  'do-not-disturb': whoever('{name} called while you did not want to be disturbed.'),
};

/** How the sharing of a screen ended, by whose screen it was. Only reasons that read differently than in a call. */
export const SHARE_ENDING_WORDS: Readonly<
  Record<'incoming' | 'outgoing', Partial<Record<EndingReason, Partial<ByCause>>>>
> = {
  outgoing: {
    declined: { them: '{name} does not want to look at your screen now.' },
    'not-acceptable-here': { them: '{name}’s device cannot show shared screens.' },
    expired: whoever('{name} did not look at your screen.'),
    escalated: whoever('Sharing went on in the conference.'),
    'rate-limited': whoever('The server did not show your screen: too many calls in a short time.'),
    cancelled: { you: 'You stopped sharing.' },
    'hung-up': {
      ...whoever('Sharing has ended.'),
      you: 'You stopped sharing.',
      them: '{name} closed your screen.',
    },
    'sign-in-expired': whoever('Sharing ended because your sign-in has expired.'),
    'timed-out': whoever('Your screen could not be shown in time.'),
    'media-failed': whoever('Your screen could not get through.'),
    'device-refused': whoever('The screen could not be captured.'),
    'server-error': whoever('Sharing ended because of a problem on the server.'),
  },
  incoming: {
    declined: { you: 'You declined to look at {name}’s screen.' },
    cancelled: { them: '{name} does not want to show the screen any more.' },
    expired: whoever('{name} wanted to show you a screen.'),
    escalated: whoever('Sharing went on in the conference.'),
    'hung-up': {
      ...whoever('Sharing has ended.'),
      you: 'You closed {name}’s screen.',
      them: '{name} stopped sharing.',
    },
    'sign-in-expired': whoever('Sharing ended because your sign-in has expired.'),
    'timed-out': whoever('{name}’s screen could not be shown in time.'),
    'media-failed': whoever('{name}’s screen could not get through.'),
    'server-error': whoever('Sharing ended because of a problem on the server.'),
  },
};

/** How an invitation to a conference ended, by who sent it. Only reasons that read differently than in a call. */
export const INVITATION_ENDING_WORDS: Readonly<
  Record<'incoming' | 'outgoing', Partial<Record<EndingReason, Partial<ByCause>>>>
> = {
  outgoing: {
    accepted: whoever('{name} accepted the invitation.'),
    declined: whoever('{name} declined.'),
    'not-acceptable-here': whoever('{name} cannot come to conferences.'),
    forbidden: {
      ...whoever('This invitation is not allowed.'),
      them: '{name} takes no invitations from you.',
    },
    'rate-limited': whoever('The server refused this invitation: too many in a short time.'),
    'loop-detected': whoever('You invited yourself.'),
    cancelled: { ...whoever('The invitation was cancelled.'), you: 'You cancelled the invitation.' },
    'hung-up': whoever('The invitation has ended.'),
    'signed-out': whoever('The invitation ended: signed out.'),
    'sign-in-expired': whoever('The invitation ended because your sign-in has expired.'),
    'timed-out': whoever('The invitation did not get through in time.'),
    'server-error': whoever('The invitation ended because of a problem on the server.'),
    ended: whoever('The conference has ended.'),
  },
  incoming: {
    accepted: whoever('You accepted the invitation.'),
    declined: { ...whoever('The invitation was declined.'), you: 'You declined the invitation.' },
    unavailable: {
      server: 'You missed an invitation from {name}.',
      system: 'You missed an invitation from {name}.',
    },
    'not-acceptable-here': {
      ...whoever('Conferences are not possible here.'),
      you: 'You let {name} know that you cannot come.',
    },
    'do-not-disturb': whoever('{name} invited you while you did not want to be disturbed.'),
    forbidden: whoever('This invitation is not allowed.'),
    cancelled: { ...whoever('The invitation was cancelled.'), them: '{name} cancelled the invitation.' },
    expired: whoever('You missed an invitation from {name}.'),
    'answered-elsewhere': whoever('{name}’s invitation was answered on another device.'),
    'hung-up': whoever('The invitation has ended.'),
    'sign-in-expired': whoever('The invitation ended because your sign-in has expired.'),
    'timed-out': whoever('The invitation could not be accepted in time.'),
    'server-error': whoever('The invitation ended because of a problem on the server.'),
    ended: whoever('{name}’s conference has ended.'),
  },
};

/** How a stay in a conference ended. Only reasons that read differently than in a call. */
export const STAY_ENDING_WORDS: Readonly<Partial<Record<EndingReason, ByCause>>> = {
  left: whoever('You left the conference.'),
  removed: whoever('You were removed from the conference.'),
  ended: { ...whoever('The conference has ended.'), you: 'You ended the conference for everyone.' },
  'signed-out': whoever('You left the conference by signing out.'),
  'connection-lost': whoever('The connection to the conference was lost.'),
  'sign-in-expired': whoever('You left the conference because your sign-in has expired.'),
  'timed-out': whoever('The conference did not answer in time.'),
  'media-failed': whoever('Sound and pictures of the conference could not get through.'),
  'server-error': whoever('You could not stay in the conference because of a problem on the server.'),
  'rate-limited': whoever('The server did not let you join: too many attempts in a short time.'),
  unavailable: whoever('You could not join the conference.'),
  'not-acceptable-here': whoever('You could not join the conference.'),
};
