import type { DeclineReason } from '../../protocol/endings.ts';

/** Reasons to choose from beside the plain decline (SPEC INV-4). */
const DECLINE_REASONS: Readonly<Record<Exclude<DeclineReason, 'declined'>, string>> = {
  busy: 'Busy',
  unavailable: 'Not available',
  'not-acceptable-here': 'Cannot take this kind of call',
  'do-not-disturb': 'Do not disturb',
};

/** Text of calls: ringing, on stage, on hold, over. */
export const CALL_TEXT = {
  incoming: {
    title: (name: string) => `${name} is calling`,
    referredTitle: (name: string, by: string) => `${name}, transferred by ${by}, is calling`,
    shareTitle: (name: string) => `${name} wants to show you a screen`,
    share: 'Screen sharing',
    shareInConference: 'It can be seen once you have left the conference.',
    conferenceTitle: (name: string) => `${name} invites you to a conference`,
    escalationTitle: (name: string) => `${name} wants to continue this call as a conference`,
    conference: 'Conference',
    video: 'Video call',
    audio: 'Audio call',
    acceptVideo: 'Accept with video',
    acceptAudio: 'Accept audio',
    acceptShare: 'Look at it',
    holdAccept: 'Hold and accept',
    endAccept: 'End and accept',
    leaveAccept: 'Leave and accept',
    continue: 'Continue in the conference',
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
    ringing: (name: string) => `Ringing at ${name}…`,
    cancel: 'Cancel call',
  },

  call: {
    title: (name: string) => `Call with ${name}`,
    connecting: 'Connecting…',
    ending: 'Ending…',
    restarting: 'Reconnecting the media…',
    duration: 'Duration',
    you: 'You',
    cameraOff: (name: string) => `${name}’s camera is off`,
    hangUp: 'Hang up',
    home: 'Home (the call goes on)',
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
    lead: 'Neither of you hears or sees the other.',
    others: 'Other calls',
    onHold: 'On hold',
    resumeWith: (name: string) => `Resume the call with ${name}`,
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
    sharing: (what: string, name: string) => `You are sharing ${what} with ${name}`,
    waiting: (what: string, name: string) => `Waiting for ${name} to look at ${what}…`,
    title: (name: string) => `${name}’s screen`,
    shows: (name: string, what: string | undefined) =>
      what ? `${name} is showing “${what}”` : `${name} is showing a screen`,
    stopWatching: 'Close the screen',
    pick: 'What do you want to share?',
    screens: 'Screens',
    windows: 'Windows',
    nothing: 'No screen or window was found that could be shared.',
    cancel: 'Cancel',
  },

  ended: {
    title: 'Call ended',
    transferred: (name: string, to: string) => `${name} was transferred to ${to}.`,
    back: (name: string) => `You are back with ${name}.`,
    notJoined: 'You could not join the conference.',
    callBack: 'Call back',
    message: 'Message',
    dismiss: 'Close',
    said: 'They wrote:',
  },
} as const;
