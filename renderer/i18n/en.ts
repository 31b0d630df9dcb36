import type { Ending } from '../../protocol/endings.ts';
import type { WireError } from '../../protocol/errors.ts';
import type { CallView } from '../../protocol/rpc/session-view.ts';
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

/** How a call ended, in one sentence. `name` is the other person, `direction` as in the session. */
export function callEndingWords({ reason, by }: Ending, name: string, direction: Direction): string {
  const incoming = direction === 'incoming' ? INCOMING_ENDING_WORDS[reason]?.[by] : undefined;
  return (incoming ?? CALL_ENDING_WORDS[reason][by]).replaceAll('{name}', name);
}

/** Who is calling and, after a transfer, who referred the caller (SPEC REF-1). */
export function callTitle({ peer, referredBy }: Pick<CallView, 'peer' | 'referredBy'>): string {
  const { title, referredTitle } = text.incoming;
  return referredBy ? referredTitle(peer.displayName, referredBy.displayName) : title(peer.displayName);
}

/** How a screen share ended, in one sentence; `direction` as in its session. */
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
  return words[ending.by].replaceAll('{name}', 'Someone');
}

/** "Ann", "Ann and Ben", "Ann, Ben and Cy". At most `most` names, then the number of the others. */
export function nameList(names: readonly string[], most = 3): string {
  const rest = names.length - most;
  const shown = rest > 0 ? [...names.slice(0, most), `${rest} more`] : [...names];
  const last = shown.pop() ?? '';
  return shown.length === 0 ? last : `${shown.join(', ')} and ${last}`;
}

/** "Ann, Ben and Cy"; "5 people" for more than three. */
export function namesOrCount(names: readonly string[]): string {
  return names.length > 3 ? `${names.length} people` : nameList(names);
}

/** "1 missed call", "2 missed calls"; an empty string for none. */
function countOf(count: number, thing: string): string {
  if (count === 0) return '';
  return count === 1 ? `1 ${thing}` : `${count} ${thing}s`;
}

/** All text of the interface. */
export const text = {
  app: 'Parley',
  /** Title of the window with the number of missed calls and unread messages. */
  titleWithCount: (count: number) => `(${count}) Parley`,

  signIn: {
    title: 'Welcome to Parley',
    lead: 'Calls, messages and conferences you can rely on.',
    name: 'Your name',
    nameHint: 'Other people see this name.',
    submit: 'Sign in',
    working: 'Signing in…',
    nameInvalid: 'Enter a name with 1 to 64 characters.',
  },

  bridge: {
    connectingTitle: 'Starting Parley…',
    lostTitle: 'Parley isn’t running',
    lostLead: 'Your microphone and camera are off. Start Parley again, and this window reconnects.',
    refusedTitle: 'This window can’t be used',
    reload: 'Reload',
    replacedTitle: 'Parley is open in another window',
    replacedLead:
      'You can use only one window at a time. The microphone and camera are off in this one. If you use Parley here, a call in the other window ends.',
    useHere: 'Use here',
  },

  home: {
    title: 'Home',
    people: 'People',
    nobody: 'No one else is here yet',
    nobodyLead:
      'People appear here when they sign in. To try Parley on your own, start it a second time with another profile.',
    callVideo: (name: string) => `Video call with ${name}`,
    callAudio: (name: string) => `Audio call with ${name}`,
    conference: 'Conferences',
    newConference: 'New conference',
    newConferenceOptions: 'New conference with options',
    newConferenceLead: 'Start a conference and share its link.',
    conferencesPreparing: (percent?: number) =>
      `Setting up conferences${percent === undefined ? '…' : `: ${percent} %.`} This happens once. You can call and send messages meanwhile.`,
    conferencesFailed:
      'Conferences couldn’t be set up. Restart Parley to try again. Calls and messages still work.',
    conferencesMissing: (command: string) =>
      `Conferences need more software on this computer. Run “${command}”, then restart Parley. Calls and messages still work.`,
    newConferenceTitle: (name: string) => `${name}’s conference`,
    join: 'Join with a link',
    joinLink: 'Conference link',
    joinPlaceholder: 'Paste a link or ID',
    joinSubmit: 'Join',
    signOut: 'Sign out',
    signOutAsk: {
      title: 'Sign out now?',
      lead: {
        call: 'You’re in a call. Signing out ends it.',
        stay: 'You’re in a conference. If you sign out, you leave it.',
      },
      stay: 'Stay signed in',
      confirm: 'Sign out',
    },
    otherServer: {
      title: (server: string) => `This link is for another server: ${server}`,
      lead: (own: string) =>
        `You’re signed in to ${own}. To join this conference, quit Parley and start it with the other server:`,
      start: (url: string) => `npm start -- --server ${url}`,
    },
    joinLater: {
      title: 'You can’t join right now',
      call: 'You’re in a call. Hang up, then open the link again.',
      stay: 'You’re in a conference. Leave it, then open the link again.',
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
    themes: { system: 'Use system setting', light: 'Light', dark: 'Dark' },
    acceptTransfers: 'When someone transfers me',
    transfersAccepted: { ask: 'Ask me', always: 'Always accept' },
    startWith: 'When I join a call or conference',
    microphone: 'Microphone on',
    camera: 'Camera on',
    devices: 'Devices',
    speaker: 'Speaker',
    ringer: 'Ringtone plays on',
    deviceOfSystem: 'System default',
    deviceNumber: (kind: string, number: number) => `${kind} ${number}`,
    deviceMissing: 'Selected device (not connected)',
    deviceHint: 'Parley uses the system default until you connect it.',
    doNotDisturb: 'Do not disturb',
    doNotDisturbLead: 'Calls don’t ring or show notifications. Callers are told immediately.',
    blocked: 'Blocked people',
    blockedNobody: 'You haven’t blocked anyone.',
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
    soundBlocked: 'The browser plays no sound until you allow it.',
  },

  /** What is shared, for a browser that does not give its title (W3C screen-capture `displaySurface`). */
  sharedSurface: { monitor: 'Screen', window: 'Window', browser: 'Browser tab' },

  alert: { dismiss: 'Dismiss', region: 'Alerts' },

  reconnecting: 'Connection to the server lost. Reconnecting…',

  announce: {
    incoming: (name: string) => `Incoming call from ${name}`,
    waiting: (name: string) => `Second call: ${name} is calling`,
    invited: (name: string) => `${name} invites you to a conference`,
    referred: (name: string, to: string) => `${name} wants to transfer you to ${to}`,
    shareOffered: (name: string) => `${name} wants to share their screen`,
    held: (name: string) => `${name} is on hold`,
    resumed: (name: string) => `Call with ${name} resumed`,
    heldByThem: (name: string) => `${name} put you on hold`,
    resumedByThem: (name: string) => `${name} resumed the call`,
    ringing: (name: string) => `Ringing ${name}`,
    connected: (name: string) => `Connected with ${name}`,
    joined: 'You’re in the conference',
    inWaitingRoom: 'You’re in the waiting room. An organizer will let you in.',
    admitted: 'You were admitted',
    waitToJoin: (names: readonly string[]) =>
      `${namesOrCount(names)} ${names.length === 1 ? 'is' : 'are'} waiting to join`,
    chat: (name: string, said: string) => `${name} wrote in the chat: ${said}`,
    chats: (count: number) => `${count} new messages in the chat`,
    messages: (name: string, count: number) =>
      count === 1 ? `New message from ${name}` : `${count} new messages from ${name}`,
    muted: 'Microphone muted',
    unmuted: 'Microphone on',
    cameraOn: 'Camera on',
    cameraOff: 'Camera off',
  },

  /** A conference as the target of a transfer. The title is empty if the referrer does not know it. */
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
      default: 'Notifications are off. You won’t see calls while this window is minimised or covered.',
      denied:
        'Notifications are blocked. You won’t see calls while this window is minimised or covered. To allow notifications, open the site settings in this window’s menu.',
      unsupported:
        'This browser doesn’t support notifications. You won’t see calls while this window is minimised or covered.',
    },
    allow: 'Turn on notifications',
    dismissNotice: 'Dismiss this notice',
    /** At least one of the two numbers is greater than zero. */
    unseen: ({ missedCalls, unreadMessages }: { missedCalls: number; unreadMessages: number }) =>
      [countOf(missedCalls, 'missed call'), countOf(unreadMessages, 'unread message')]
        .filter((words) => words !== '')
        .join(', '),
  },
} as const;
