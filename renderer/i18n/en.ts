import type { Ending } from '../../protocol/endings.ts';
import type { WireError } from '../../protocol/errors.ts';
import type { SessionView } from '../../protocol/rpc/app-state.ts';
import { CALL_TEXT } from './en-calls.ts';
import {
  CALL_ENDING_WORDS,
  INCOMING_ENDING_WORDS,
  INVITATION_ENDING_WORDS,
  SHARE_ENDING_WORDS,
  STAY_ENDING_WORDS,
} from './en-endings.ts';
import { ERROR_WORDS } from './en-errors.ts';

type Direction = 'incoming' | 'outgoing';

/** What went wrong and what to do, in one or two sentences. */
export function errorWords(error: Pick<WireError, 'code' | 'context'>): string {
  const words = ERROR_WORDS[error.code];
  return typeof words === 'string' ? words : words(error.context);
}

/** How a call with somebody ended, in one sentence; `direction` as in its session. */
export function callEndingWords({ reason, by }: Ending, name: string, direction: Direction): string {
  const incoming = direction === 'incoming' ? INCOMING_ENDING_WORDS[reason]?.[by] : undefined;
  return (incoming ?? CALL_ENDING_WORDS[reason][by]).replaceAll('{name}', name);
}

/** Who calls, and who referred them to our user (SPEC REF-1). */
export function callTitle({ peer, referredBy }: Pick<SessionView, 'peer' | 'referredBy'>): string {
  const { title, referredTitle } = text.incoming;
  return referredBy ? referredTitle(peer.displayName, referredBy.displayName) : title(peer.displayName);
}

/** How the sharing of a screen ended, in one sentence; `direction` as in its session. */
export function shareEndingWords(ending: Ending, name: string, direction: Direction): string {
  const words = SHARE_ENDING_WORDS[direction][ending.reason]?.[ending.by];
  return words?.replaceAll('{name}', name) ?? callEndingWords(ending, name, direction);
}

/** How an invitation to a conference ended, in one sentence; `direction` as in its session. */
export function invitationEndingWords(ending: Ending, name: string, direction: Direction): string {
  const words = INVITATION_ENDING_WORDS[direction][ending.reason]?.[ending.by];
  return words?.replaceAll('{name}', name) ?? callEndingWords(ending, name, direction);
}

/** How a stay in a conference ended, in one sentence. */
export function stayEndingWords(ending: Ending): string {
  const words = STAY_ENDING_WORDS[ending.reason] ?? CALL_ENDING_WORDS[ending.reason];
  return words[ending.by].replaceAll('{name}', 'Somebody');
}

/** "Ann", "Ann and Ben", "Ann, Ben and Cy": at most `most` names, then how many more. */
export function nameList(names: readonly string[], most = 3): string {
  const rest = names.length - most;
  const shown = rest > 0 ? [...names.slice(0, most), `${rest} more`] : [...names];
  const last = shown.pop() ?? '';
  return shown.length === 0 ? last : `${shown.join(', ')} and ${last}`;
}

/** "Ann, Ben and Cy"; of more than three only how many. */
export function crowd(names: readonly string[]): string {
  return names.length > 3 ? `${names.length} people` : nameList(names);
}

/** "1 missed call", "2 missed calls"; nothing for none. */
function countOf(count: number, thing: string): string {
  if (count === 0) return '';
  return count === 1 ? `1 ${thing}` : `${count} ${thing}s`;
}

/** All text of the interface. */
export const text = {
  app: 'Parley',
  /** Title of the window: how many missed calls and unread messages there are. */
  titleWithCount: (count: number) => `(${count}) Parley`,

  signIn: {
    title: 'Welcome to Parley',
    lead: 'Calls and conferences that do what they say.',
    name: 'Your name',
    nameHint: 'This is how others see you.',
    submit: 'Sign in',
    working: 'Signing in…',
    nameInvalid: 'Enter a name of 1 to 64 letters.',
  },

  bridge: {
    connectingTitle: 'Starting Parley…',
    lostTitle: 'Parley has stopped',
    lostLead: 'Your microphone and camera are off. This window reconnects as soon as Parley runs again.',
    refusedTitle: 'This window cannot be used',
    reload: 'Reload',
    replacedTitle: 'Parley is open in another window',
    replacedLead:
      'One window at a time can be used, so the microphone and camera of this one are off. Using Parley here ends a call in the other window.',
    useHere: 'Use it here',
  },

  home: {
    title: 'Home',
    people: 'People',
    nobody: 'Nobody else is here yet',
    nobodyLead:
      'As soon as others sign in they appear here. A second Parley on this computer can be started with another profile.',
    callVideo: (name: string) => `Video call with ${name}`,
    callAudio: (name: string) => `Audio call with ${name}`,
    conference: 'Conferences',
    newConference: 'New conference',
    newConferenceOptions: 'New conference with options',
    newConferenceLead: 'Start one and share its link.',
    conferencesPreparing: (percent?: number) =>
      `Conferences are being set up${percent === undefined ? '' : `: ${percent} %`}. They switch on by themselves; calls and messages work.`,
    conferencesFailed:
      'Conferences could not be set up. Start Parley again to try once more; calls and messages work.',
    conferencesMissing: (command: string) =>
      `Conferences need more programs on this computer. Run “${command}”, then start Parley again. Calls and messages work.`,
    newConferenceTitle: (name: string) => `${name}’s conference`,
    join: 'Join by link',
    joinLink: 'Conference link',
    joinPlaceholder: 'Paste a link or an ID',
    joinSubmit: 'Join',
    signOut: 'Sign out',
    signOutAsk: {
      title: 'Sign out now?',
      lead: {
        call: 'You are in a call. Signing out ends it.',
        stay: 'You are in a conference. Signing out leaves it.',
      },
      stay: 'Stay signed in',
      confirm: 'Sign out',
    },
    otherServer: {
      title: (server: string) => `This link is for another server: ${server}`,
      lead: (own: string) =>
        `You are signed in at ${own}. To join this conference, quit Parley and start it with the other server:`,
      start: (url: string) => `npm start -- --server ${url}`,
    },
    joinLater: {
      title: 'You cannot join now',
      call: 'You are in a call. Hang up first, then open the link again.',
      stay: 'You are in a conference. Leave it first, then open the link again.',
    },
    copyLink: 'Copy link',
    linkCopied: 'Copied',
    closeLink: 'Close',
    settings: 'Settings',
    signedInAs: 'Signed in as',
  },

  presence: {
    available: 'Available',
    'do-not-disturb': 'Do not disturb',
    'in-call': 'In a call',
    offline: 'Offline',
  },

  settings: {
    title: 'Settings',
    notifications: 'Notifications',
    theme: 'Appearance',
    themes: { system: 'As the system', light: 'Light', dark: 'Dark' },
    acceptTransfers: 'When somebody transfers me',
    transfersAccepted: { ask: 'Ask me', always: 'Always agree' },
    startWith: 'When a call or conference begins',
    microphone: 'Microphone on',
    camera: 'Camera on',
    devices: 'Devices',
    speaker: 'Speaker',
    ringer: 'Ring tone on',
    deviceOfSystem: 'As the system',
    deviceNumber: (kind: string, number: number) => `${kind} ${number}`,
    deviceMissing: 'Chosen, but not connected',
    deviceHint: 'Until it is connected, the system’s own choice is used.',
    doNotDisturb: 'Do not disturb',
    doNotDisturbLead: 'No ring and no pop-up. Callers read so at once.',
    blocked: 'Blocked people',
    blockedNobody: 'You have blocked nobody.',
    unblock: 'Unblock',
    unblockPerson: (name: string) => `Unblock ${name}`,
    version: (version: string) => `Version ${version}`,
    close: 'Close settings',
  },

  ...CALL_TEXT,

  devices: {
    mute: 'Mute',
    unmute: 'Unmute',
    cameraOn: 'Turn camera on',
    cameraOff: 'Turn camera off',
    microphoneInterrupted: 'Muted by the system or by a switch on the microphone',
    cameraInterrupted: 'Stopped by the system or by a switch on the camera',
    microphone: 'Microphone',
    camera: 'Camera',
    muted: 'Muted',
    turnSoundOn: 'Turn sound on',
    soundBlocked: 'The browser holds the sound back until you allow it.',
  },

  /** What is shared, where the browser does not tell its title (W3C screen-capture `displaySurface`). */
  sharedSurface: { monitor: 'Screen', window: 'Window', browser: 'Browser tab' },

  alert: { dismiss: 'Dismiss', region: 'Messages' },

  reconnecting: 'The connection to the server was lost. Reconnecting…',

  announce: {
    incoming: (name: string) => `Incoming call from ${name}`,
    waiting: (name: string) => `Another call: ${name} is calling`,
    invited: (name: string) => `${name} invites you to a conference`,
    referred: (name: string, to: string) => `${name} transfers you to ${to}`,
    shareOffered: (name: string) => `${name} wants to show you a screen`,
    held: (name: string) => `${name} is on hold`,
    resumed: (name: string) => `Call with ${name} resumed`,
    heldByThem: (name: string) => `${name} put you on hold`,
    resumedByThem: (name: string) => `${name} took the call up again`,
    ringing: (name: string) => `Ringing at ${name}`,
    connected: (name: string) => `Connected with ${name}`,
    joined: 'You are in the conference',
    inWaitingRoom: 'You are in the waiting room until an organizer lets you in',
    admitted: 'You have been let in',
    waitToComeIn: (names: readonly string[]) =>
      `${crowd(names)} ${names.length === 1 ? 'is' : 'are'} waiting to come in`,
    chat: (name: string, said: string) => `${name} wrote in the chat: ${said}`,
    chats: (count: number) => `${count} new messages in the chat`,
    messages: (name: string, count: number) =>
      count === 1 ? `New message from ${name}` : `${count} new messages from ${name}`,
    muted: 'Microphone muted',
    unmuted: 'Microphone on',
    cameraOn: 'Camera on',
    cameraOff: 'Camera off',
  },

  /** A conference as the target of a transfer; its title is empty for a referrer who is a stranger to it. */
  conferenceTarget: (title: string) => (title === '' ? 'a conference' : `“${title}”`),

  notification: {
    video: 'Incoming video call',
    audio: 'Incoming audio call',
    share: 'Screen sharing',
    conference: 'Invitation to a conference',
    referral: (name: string, to: string) => `${name} wants to transfer you to ${to}`,
    accept: 'Accept',
    access: {
      granted: 'Notifications are on.',
      default:
        'Notifications are off. You will not see a call while this window is minimised or behind others.',
      denied:
        'Notifications are blocked. You will not see a call while this window is minimised or behind others. To allow them, open the site settings in this window’s menu.',
      unsupported:
        'This browser has no notifications. You will not see a call while this window is minimised or behind others.',
    },
    allow: 'Turn on notifications',
    dismissNotice: 'Dismiss this notice',
    /** At least one of both is more than zero. */
    unseen: ({ missedCalls, unreadMessages }: { missedCalls: number; unreadMessages: number }) =>
      [countOf(missedCalls, 'missed call'), countOf(unreadMessages, 'unread message')]
        .filter((words) => words !== '')
        .join(', '),
  },
} as const;
