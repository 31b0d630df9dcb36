import { nameList } from './en.ts';

/** Text of conferences that more than one of their views needs; loaded with them. */
export const conferenceText = {
  joining: 'Joining the conference…',
  people: (count: number) => (count === 1 ? '1 person' : `${count} people`),
  roster: 'People',
  showRoster: 'Show people',
  hideRoster: 'Hide people',
  stage: 'Stage',
  controls: 'Controls',
  link: 'Conference link',
  copyLink: 'Copy link',
  copied: 'Copied',
  passcode: (passcode: string) => `Passcode: ${passcode}`,
  linkWithPasscode: (link: string, passcode: string) => `${link} (passcode: ${passcode})`,
  leave: 'Leave',
  leaving: 'Leaving…',
  leaveFailed: 'Leaving did not work',
  leaveAgain: 'Try to leave again',
  you: (name: string) => `${name} (you)`,
  alone: 'You are the only one here. Invite others, or share the link.',
  invite: 'Invite people',
  inviteClose: 'Close the list of people to invite',
  inviteNobody: 'Nobody else is here to be invited',
  inviteNobodyLead: 'Whoever has the link can come by it.',
  invitePerson: (name: string) => `Invite ${name}`,
  inviteSubmit: 'Invite',
  invitedPerson: (name: string) => `Invited: ${name}`,
  pending: 'Invited',
  inviting: 'Inviting…',
  ringing: 'Ringing…',
  cancelInvitation: (name: string) => `Cancel the invitation of ${name}`,
  roles: { organizer: 'Organizer', presenter: 'Presenter', attendee: 'Attendee', waiting: 'Waiting' },
  statuses: {
    pending: 'Waiting',
    'dialing-in': 'Joining',
    alerting: 'Ringing',
    'on-hold': 'On hold',
    connected: 'Connected',
    disconnecting: 'Leaving',
    disconnected: 'Connection lost',
  },
} as const;

/** Text of the end of a stay. */
export const exitedText = {
  said: 'The organizer wrote:',
  stillIn: (names: readonly string[]) => `${nameList(names)} ${names.length === 1 ? 'is' : 'are'} still in.`,
  nobodyIn: 'Nobody is left in the conference.',
  rejoin: 'Join again',
  dismiss: 'Back to home',
} as const;

/** Text of what one does inside a conference; loaded with its views. */
export const roomText = {
  leaveMenu: {
    more: 'More ways to leave',
    end: 'End for all…',
    title: 'End the conference for everyone?',
    lead: 'Everybody is sent out, and the link stops working. To go alone, choose Leave.',
    message: 'Message to everyone (optional)',
    confirm: 'End for all',
    cancel: 'Keep it running',
  },

  menu: {
    label: 'Conference settings',
    lock: 'Lock: nobody else comes in',
    waitingRoom: 'Waiting room for newcomers',
    muteAll: 'Mute everyone else',
  },

  participant: {
    menu: (name: string) => `Actions for ${name}`,
    actions: {
      mute: 'Mute',
      'ask-unmute': 'Ask to unmute',
      'stop-share': 'Stop their sharing',
      'lower-hand': 'Lower hand',
      'make-organizer': 'Make organizer',
      'make-presenter': 'Make presenter',
      'make-attendee': 'Make attendee',
      'hand-over': 'Hand over: they organize, you present',
      remove: 'Remove…',
    },
    removeTitle: (name: string) => `Remove ${name}?`,
    removeLead:
      'They leave at once, on all their devices, and cannot come back until an organizer readmits them.',
    removeMessage: (name: string) => `Message to ${name} (optional)`,
    removeConfirm: 'Remove',
    removeCancel: 'Cancel',
    hand: (place: number) => `Hand raised, number ${place}`,
    microphone: { on: 'Microphone on', muted: 'Muted', off: 'Microphone off' },
    camera: { on: 'Camera on', off: 'Camera off' },
    sharing: 'Sharing a screen',
    speaking: 'Speaking',
  },

  waitingPeople: {
    title: (count: number) => (count === 1 ? '1 person is waiting' : `${count} people are waiting`),
    hint: (names: readonly string[]) =>
      names.length === 1
        ? `${names[0]} is waiting to come in.`
        : `${names.length} people are waiting to come in.`,
    admit: 'Admit',
    admitPerson: (name: string) => `Admit ${name}`,
    admitAll: 'Admit all',
    turnAway: (name: string) => `Turn ${name} away`,
  },

  guessing: {
    region: 'Passcode',
    hint: (wrong: number) =>
      `${wrong} wrong passcodes were entered for this conference: someone may be guessing. While it is locked, nobody new comes in.`,
    lock: 'Lock',
  },

  removedPeople: {
    title: 'Removed',
    readmit: 'Readmit',
    readmitPerson: (name: string) => `Readmit ${name}`,
  },

  waiting: {
    title: 'Waiting to be let in',
    lead: 'An organizer has to let you in. You do not need to do anything.',
    devices: 'Your microphone and camera are off until you are in.',
    leave: 'Leave the waiting room',
  },

  unmute: {
    asks: (name: string) => `${name} asks you to unmute.`,
    region: 'Request to unmute',
    accept: 'Unmute',
    dismiss: 'Not now',
  },

  chat: {
    label: 'Chat',
    log: 'Messages of the conference',
    none: 'Nobody has written anything yet',
    noneLead: 'Whoever comes in later reads it too.',
    compose: 'Message to everyone',
    placeholder: 'Write to everyone',
    send: 'Send',
    you: 'You',
    left: (count: number) => `${count.toLocaleString('en')} characters left`,
    tooLong: (count: number) =>
      `Too long by ${count === 1 ? '1 character' : `${count.toLocaleString('en')} characters`}.`,
  },
} as const;
