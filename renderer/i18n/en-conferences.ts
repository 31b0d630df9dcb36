import { nameList } from './en.ts';

/** Text that several views of conferences use; loaded with these views. */
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
  leaveFailed: 'Couldn’t leave the conference',
  leaveAgain: 'Try again',
  you: (name: string) => `${name} (you)`,
  alone: 'No one else is here yet. Invite people or share the link.',
  invite: 'Invite people',
  inviteClose: 'Close',
  inviteNobody: 'There is no one else to invite',
  inviteNobodyLead: 'Anyone with the link can join.',
  invitePerson: (name: string) => `Invite ${name}`,
  inviteSubmit: 'Invite',
  invitedPerson: (name: string) => `Invited: ${name}`,
  pending: 'Invited',
  inviting: 'Inviting…',
  ringing: 'Ringing…',
  cancelInvitation: (name: string) => `Cancel invitation for ${name}`,
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

/** Text of the card after a stay. */
export const exitedText = {
  said: 'The organizer wrote:',
  stillIn: (names: readonly string[]) =>
    `${nameList(names)} ${names.length === 1 ? 'is' : 'are'} still in the conference.`,
  nobodyIn: 'No one is in the conference any more.',
  rejoin: 'Join again',
  dismiss: 'Back to Home',
} as const;

/** Text of the controls and panels inside a conference; loaded with their views. */
export const inConferenceText = {
  leaveMenu: {
    more: 'More options for leaving',
    end: 'End for all…',
    title: 'End the conference for everyone?',
    lead: 'Everyone will be removed and the link will stop working. To leave on your own, choose Leave.',
    message: 'Message to everyone (optional)',
    confirm: 'End for all',
    cancel: 'Cancel',
  },

  menu: {
    label: 'Conference settings',
    lock: 'Lock conference',
    waitingRoom: 'Use a waiting room',
    muteAll: 'Mute everyone else',
  },

  participant: {
    menu: (name: string) => `Actions for ${name}`,
    actions: {
      mute: 'Mute',
      'ask-unmute': 'Ask to unmute',
      'stop-share': 'Stop sharing',
      'lower-hand': 'Lower hand',
      'make-organizer': 'Make organizer',
      'make-presenter': 'Make presenter',
      'make-attendee': 'Make attendee',
      'hand-over': 'Make organizer and step down',
      remove: 'Remove…',
    },
    removeTitle: (name: string) => `Remove ${name}?`,
    removeLead:
      'They will be removed on all their devices. They can’t join again until an organizer readmits them.',
    removeMessage: (name: string) => `Message to ${name} (optional)`,
    removeConfirm: 'Remove',
    removeCancel: 'Cancel',
    hand: (place: number) => `Hand raised, number ${place}`,
    microphone: { on: 'Microphone on', muted: 'Muted', off: 'Microphone off' },
    camera: { on: 'Camera on', off: 'Camera off' },
    sharing: 'Sharing their screen',
    speaking: 'Speaking',
  },

  waitingPeople: {
    title: (count: number) => (count === 1 ? '1 person is waiting' : `${count} people are waiting`),
    hint: (names: readonly string[]) =>
      names.length === 1 ? `${names[0]} is waiting to join.` : `${names.length} people are waiting to join.`,
    admit: 'Admit',
    admitPerson: (name: string) => `Admit ${name}`,
    admitAll: 'Admit all',
    turnAway: (name: string) => `Turn ${name} away`,
  },

  guessing: {
    region: 'Passcode',
    hint: (wrong: number) =>
      `${wrong} wrong passcodes were entered for this conference. Someone may be guessing. Lock it to keep new people out.`,
    lock: 'Lock',
  },

  removedPeople: {
    title: 'Removed',
    readmit: 'Readmit',
    readmitPerson: (name: string) => `Readmit ${name}`,
  },

  waiting: {
    title: 'Waiting for an organizer',
    lead: 'An organizer will let you in shortly.',
    devices: 'Your microphone and camera stay off until then.',
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
    log: 'Chat messages',
    none: 'No messages yet',
    noneLead: 'People who join later can see earlier messages.',
    compose: 'Message to everyone',
    placeholder: 'Write to everyone',
    send: 'Send',
    you: 'You',
    left: (count: number) => `${count.toLocaleString('en')} characters left`,
    tooLong: (count: number) =>
      `Too long. Shorten it by ${count === 1 ? '1 character' : `${count.toLocaleString('en')} characters`}.`,
  },
} as const;
