import type { DeclineReason } from '../../protocol/endings.ts';

/** Reasons that the user can choose for a decline (SPEC INV-4). */
const DECLINE_REASONS: Readonly<Record<Exclude<DeclineReason, 'declined'>, string>> = {
  busy: 'Busy',
  unavailable: 'Not available',
  'not-acceptable-here': 'Can’t take this kind of call',
  'do-not-disturb': 'Do not disturb',
};

/** Text of calls: ringing, established, on hold, ended. */
export const CALL_TEXT = {
  incoming: {
    title: (name: string) => `${name} is calling`,
    referredTitle: (name: string, by: string) => `${name}, transferred by ${by}, is calling`,
    shareTitle: (name: string) => `${name} wants to share their screen`,
    share: 'Screen sharing',
    shareInConference: 'You can view it after you leave the conference.',
    conferenceTitle: (name: string) => `${name} invites you to a conference`,
    escalationTitle: (name: string) => `${name} wants to continue this call as a conference`,
    conference: 'Conference',
    video: 'Video call',
    audio: 'Audio call',
    acceptVideo: 'Accept with video',
    acceptAudio: 'Accept (audio only)',
    acceptShare: 'View screen',
    holdAccept: 'Hold and accept',
    endAccept: 'End and accept',
    leaveAccept: 'Leave and accept',
    continue: 'Continue as a conference',
    decline: 'Decline',
    declineMenu: 'Decline with a reason',
    reason: 'Reason',
    reasons: DECLINE_REASONS,
    message: 'Short message (optional)',
    declineSend: 'Decline and send',
    messageInstead: 'Message instead',
  },

  outgoing: {
    inviting: (name: string) => `Calling ${name}…`,
    ringing: (name: string) => `Ringing ${name}…`,
    cancel: 'Cancel call',
  },

  call: {
    title: (name: string) => `Call with ${name}`,
    connecting: 'Connecting…',
    ending: 'Ending…',
    restarting: 'Reconnecting…',
    duration: 'Duration',
    you: 'You',
    cameraOff: (name: string) => `${name}’s camera is off`,
    hangUp: 'Hang up',
    home: 'Back to Home (the call continues)',
    messages: 'Messages',
    showMessages: 'Show messages',
    hideMessages: 'Hide messages',
    unread: (count: number) => `Messages, ${count} unread`,
  },

  hold: {
    label: 'Hold',
    hold: 'Put on hold',
    resume: 'Resume',
    by: {
      you: (name: string) => `You put ${name} on hold`,
      them: (name: string) => `${name} put you on hold`,
      both: (name: string) => `You and ${name} put each other on hold`,
    },
    lead: 'You can’t see or hear each other while the call is on hold.',
    others: 'Other calls',
    onHold: 'On hold',
    resumeWith: (name: string) => `Resume call with ${name}`,
    /** A conference cannot be put on hold. */
    leaveAndResume: 'Leave and resume',
    leaveAndResumeWith: (name: string) => `Leave the conference and resume the call with ${name}`,
    hangUpWith: (name: string) => `Hang up the call with ${name}`,
  },

  share: {
    label: 'Share a screen',
    start: 'Share a screen or window',
    stop: 'Stop sharing',
    aScreen: 'a screen',
    sharing: (what: string, name: string) => `You’re sharing ${what} with ${name}`,
    waiting: (what: string, name: string) => `Waiting for ${name} to view ${what}…`,
    title: (name: string) => `${name}’s screen`,
    shares: (name: string, what: string | undefined) =>
      what ? `${name} is sharing “${what}”` : `${name} is sharing their screen`,
    stopWatching: 'Stop viewing',
    pick: 'What do you want to share?',
    screens: 'Screens',
    windows: 'Windows',
    nothing: 'There is no screen or window to share.',
    cancel: 'Cancel',
  },

  ended: {
    title: 'Call ended',
    transferred: (name: string, to: string) => `${name} was transferred to ${to}.`,
    back: (name: string) => `You’re back on the call with ${name}.`,
    notJoined: 'You couldn’t join the conference.',
    callBack: 'Call back',
    message: 'Message',
    dismiss: 'Close',
    said: 'They wrote:',
  },
} as const;
