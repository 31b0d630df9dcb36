import type { EndedBy, EndingReason } from '../../protocol/endings.ts';

/** Words for one reason, by who caused it; `{name}` is the other person. */
type ByCause = Readonly<Record<EndedBy, string>>;

function anyCause(words: string): ByCause {
  return { you: words, them: words, server: words, system: words };
}

/** How a call ended. */
export const CALL_ENDING_WORDS: Readonly<Record<EndingReason, ByCause>> = {
  accepted: anyCause('The call was answered.'),
  declined: {
    ...anyCause('The call was declined.'),
    you: 'You declined the call.',
    them: '{name} declined the call.',
  },
  busy: {
    ...anyCause('{name} is busy.'),
    you: 'You let {name} know that you are busy.',
  },
  unavailable: {
    ...anyCause('{name} is not available right now.'),
    you: 'You let {name} know that you are not available.',
  },
  'not-acceptable-here': {
    ...anyCause('This device can’t take this kind of call.'),
    them: '{name} can’t take this kind of call.',
  },
  'do-not-disturb': {
    ...anyCause('{name} has Do not disturb on.'),
  },
  'not-found': anyCause('{name} couldn’t be found.'),
  forbidden: {
    ...anyCause('This call is not allowed.'),
    them: '{name} doesn’t accept calls from you.',
  },
  'rate-limited': anyCause('The server refused this call: too many calls in a short time.'),
  'loop-detected': anyCause('You called yourself.'),
  cancelled: {
    ...anyCause('The call was cancelled.'),
    you: 'You cancelled the call.',
    them: '{name} cancelled the call.',
  },
  expired: anyCause('{name} didn’t answer.'),
  'answered-elsewhere': anyCause('{name}’s call was answered on another device.'),
  'hung-up': { ...anyCause('The call has ended.'), you: 'You hung up.', them: '{name} hung up.' },
  escalated: anyCause('The call continued as a conference.'),
  transferred: {
    ...anyCause('The call was transferred.'),
    you: '{name} transferred you.',
    them: 'You transferred {name}.',
  },
  replaced: {
    ...anyCause('The call was transferred.'),
    you: '{name} connected you to someone else.',
    them: 'You connected {name} to someone else.',
  },
  'signed-out': {
    ...anyCause('The call ended because someone signed out.'),
    you: 'You signed out.',
    them: '{name} signed out.',
  },
  'connection-lost': {
    ...anyCause('The connection was lost.'),
    you: 'Your connection was lost.',
    them: '{name} lost connection.',
  },
  'sign-in-expired': anyCause('The call ended because your sign-in has expired.'),
  'timed-out': {
    ...anyCause('The call couldn’t connect in time.'),
    them: '{name}’s device didn’t connect in time.',
  },
  'media-failed': {
    ...anyCause('Audio and video couldn’t connect.'),
    them: 'Audio and video couldn’t connect on {name}’s side.',
  },
  'device-refused': {
    ...anyCause('The microphone or camera couldn’t be used.'),
    you: 'Parley isn’t allowed to use your microphone or camera.',
    them: '{name} couldn’t use their microphone or camera.',
  },
  'server-error': anyCause('The call ended because of a problem on the server.'),
  interrupted: anyCause('The call was interrupted: Parley stopped unexpectedly.'),
  left: { ...anyCause('The call has ended.'), you: 'You left the call.', them: '{name} left the call.' },
  removed: { ...anyCause('You were removed from the call.'), you: 'You removed {name} from the call.' },
  ended: anyCause('The call has ended.'),
};

/** How an incoming call ended. Only the reasons that read differently for the person who was called. */
export const INCOMING_ENDING_WORDS: Readonly<Partial<Record<EndingReason, Partial<ByCause>>>> = {
  expired: anyCause('You missed a call from {name}.'),
  unavailable: { server: 'You missed a call from {name}.', system: 'You missed a call from {name}.' },
  'do-not-disturb': anyCause('{name} called while you had Do not disturb on.'),
};

/** How a screen share ended, by the side that shared. Only the reasons that read differently than for a call. */
export const SHARE_ENDING_WORDS: Readonly<
  Record<'incoming' | 'outgoing', Partial<Record<EndingReason, Partial<ByCause>>>>
> = {
  outgoing: {
    declined: { them: '{name} declined to view your screen.' },
    'not-acceptable-here': { them: '{name}’s device can’t show shared screens.' },
    expired: anyCause('{name} didn’t view your screen.'),
    escalated: anyCause('Sharing continued in the conference.'),
    'rate-limited': anyCause('The server refused this share: too many calls in a short time.'),
    cancelled: { you: 'You stopped sharing.' },
    'hung-up': {
      ...anyCause('Sharing has ended.'),
      you: 'You stopped sharing.',
      them: '{name} stopped viewing your screen.',
    },
    'sign-in-expired': anyCause('Sharing ended because your sign-in has expired.'),
    'timed-out': anyCause('Your screen couldn’t be shared in time.'),
    'media-failed': anyCause('Your screen couldn’t be sent.'),
    'device-refused': anyCause('Your screen couldn’t be captured.'),
    'server-error': anyCause('Sharing ended because of a problem on the server.'),
  },
  incoming: {
    declined: { you: 'You declined to view {name}’s screen.' },
    cancelled: { them: '{name} no longer wants to share their screen.' },
    expired: anyCause('{name} wanted to share their screen.'),
    escalated: anyCause('Sharing continued in the conference.'),
    'hung-up': {
      ...anyCause('Sharing has ended.'),
      you: 'You stopped viewing {name}’s screen.',
      them: '{name} stopped sharing.',
    },
    'sign-in-expired': anyCause('Sharing ended because your sign-in has expired.'),
    'timed-out': anyCause('{name}’s screen couldn’t be shown in time.'),
    'media-failed': anyCause('{name}’s screen couldn’t be received.'),
    'server-error': anyCause('Sharing ended because of a problem on the server.'),
  },
};

/** How an invitation to a conference ended, by its direction. Only the reasons that read differently than for a call. */
export const INVITATION_ENDING_WORDS: Readonly<
  Record<'incoming' | 'outgoing', Partial<Record<EndingReason, Partial<ByCause>>>>
> = {
  outgoing: {
    accepted: anyCause('{name} accepted the invitation.'),
    declined: anyCause('{name} declined.'),
    'not-acceptable-here': anyCause('{name} can’t join conferences.'),
    forbidden: {
      ...anyCause('This invitation is not allowed.'),
      them: '{name} doesn’t accept invitations from you.',
    },
    'rate-limited': anyCause('The server refused this invitation: too many invitations in a short time.'),
    'loop-detected': anyCause('You invited yourself.'),
    cancelled: { ...anyCause('The invitation was cancelled.'), you: 'You cancelled the invitation.' },
    'hung-up': anyCause('The invitation has ended.'),
    'signed-out': anyCause('The invitation ended because someone signed out.'),
    'sign-in-expired': anyCause('The invitation ended because your sign-in has expired.'),
    'timed-out': anyCause('The invitation wasn’t delivered in time.'),
    'server-error': anyCause('The invitation ended because of a problem on the server.'),
    ended: anyCause('The conference has ended.'),
  },
  incoming: {
    accepted: anyCause('You accepted the invitation.'),
    declined: { ...anyCause('The invitation was declined.'), you: 'You declined the invitation.' },
    unavailable: {
      server: 'You missed an invitation from {name}.',
      system: 'You missed an invitation from {name}.',
    },
    'not-acceptable-here': {
      ...anyCause('This device can’t join conferences.'),
      you: 'You let {name} know that you can’t join.',
    },
    'do-not-disturb': anyCause('{name} invited you while you had Do not disturb on.'),
    forbidden: anyCause('This invitation is not allowed.'),
    cancelled: { ...anyCause('The invitation was cancelled.'), them: '{name} cancelled the invitation.' },
    expired: anyCause('You missed an invitation from {name}.'),
    'answered-elsewhere': anyCause('{name}’s invitation was answered on another device.'),
    'hung-up': anyCause('The invitation has ended.'),
    'sign-in-expired': anyCause('The invitation ended because your sign-in has expired.'),
    'timed-out': anyCause('The invitation couldn’t be accepted in time.'),
    'server-error': anyCause('The invitation ended because of a problem on the server.'),
    ended: anyCause('{name}’s conference has ended.'),
  },
};

/** How a stay in a conference ended. Only the reasons that read differently than for a call. */
export const STAY_ENDING_WORDS: Readonly<Partial<Record<EndingReason, ByCause>>> = {
  left: anyCause('You left the conference.'),
  removed: anyCause('You were removed from the conference.'),
  ended: { ...anyCause('The conference has ended.'), you: 'You ended the conference for everyone.' },
  'signed-out': anyCause('You left the conference because you signed out.'),
  'connection-lost': anyCause('The connection to the conference was lost.'),
  'sign-in-expired': anyCause('You left the conference because your sign-in has expired.'),
  'timed-out': anyCause('The conference didn’t respond in time.'),
  'media-failed': anyCause('The conference’s audio and video couldn’t connect.'),
  'server-error': anyCause('You left the conference because of a problem on the server.'),
  'rate-limited': anyCause('The server refused your request to join: too many attempts in a short time.'),
  unavailable: anyCause('You couldn’t join the conference.'),
  'not-acceptable-here': anyCause('You couldn’t join the conference.'),
};
