import type { ErrorCode, ErrorContext } from '../../protocol/errors.ts';

type Words = string | ((context: ErrorContext) => string);

/** A fact of the context between two pieces of text; nothing when it is not there. */
function fact(context: ErrorContext, name: string, before = ' ', after = ''): string {
  const value = context[name];
  return value === undefined ? '' : `${before}${value}${after}`;
}

const CLOCK = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
/** Farthest moment from the epoch that a date can have, in milliseconds. */
const MAX_DATE_MS = 8.64e15;

/** `12:05`, on the user's own clock. */
function clockTime(ms: number): string {
  return Math.abs(ms) <= MAX_DATE_MS ? CLOCK.format(ms) : 'an unknown time';
}

const RELOAD = 'If it happens again, close Parley and start it anew.';
const RESTART = 'Close Parley and start it anew.';

/** For each failure: what happened, and what to do about it. */
export const ERROR_WORDS: Readonly<Record<ErrorCode, Words>> = {
  PROTOCOL_VERSION_MISMATCH:
    'The server and this Parley are of different versions and cannot talk to each other. Update the older of the two.',
  PROTOCOL_MALFORMED: `The server did not understand a request of this Parley. ${RELOAD}`,
  PROTOCOL_TOO_LARGE: 'That was too much to send at once. Make it shorter and try again.',
  PROTOCOL_UNKNOWN_REQUEST: 'The server does not know how to do this. It may need an update.',
  RATE_LIMITED: ({ retryAfterMs }) =>
    `That was too much in too short a time. Wait ${retryAfterMs === undefined ? 'a moment' : secondsOf(Number(retryAfterMs))} and try again.`,
  REQUEST_TIMED_OUT: 'The server did not answer in time. Try again.',
  CONNECTION_LOST: 'The connection was lost. Parley is trying to reconnect; try again in a moment.',

  AUTH_REQUIRED: 'This server wants a token. Get one from whoever runs it, and start Parley with it.',
  AUTH_TOKEN_INVALID: 'The server did not accept this sign-in. Sign in again.',
  AUTH_TOKEN_EXPIRED: 'Your sign-in has expired. Sign in again.',
  AUTH_TOKEN_EXPIRES_SOON: ({ endsAtMs }) =>
    `Your sign-in ends ${endsAtMs === undefined ? 'soon' : `at ${clockTime(Number(endsAtMs))}`}. Get a new token and start Parley again, otherwise your call ends then.`,
  AUTH_FORBIDDEN: 'You are not allowed to do this. Ask whoever runs the server or the conference.',

  SERVER_UNREACHABLE: (context) =>
    `The server${fact(context, 'url')} cannot be reached. Check the network and the server’s address, then try again.`,
  SERVER_INSECURE: (context) =>
    `The server${fact(context, 'host')} has no secure connection, so Parley did not sign in. Use an address that begins with https, or ask its administrator for one.`,
  SERVER_PORT_IN_USE: (context) =>
    `Port${fact(context, 'port')} on this computer is in use by another program. Close that program, or choose another port, then try again.`,
  DATA_UNSAFE: (context) =>
    `Parley does not use${fact(context, 'place')}: other users of this computer could read or change it. See whose it is, and start Parley again.`,
  SERVER_START_FAILED:
    'The server that comes with Parley did not start. Try again; if it fails once more, restart Parley.',
  SERVER_CONFIG_INVALID: (context) =>
    `The server’s configuration has a mistake${fact(context, 'key', ' in “', '”')}. Correct it and start the server again.`,
  SERVER_INTERNAL: 'Something went wrong on the server. Try again in a moment.',
  WORKER_MISSING:
    'The part of the server that carries sound and pictures is not installed. Run “npm start” once more, it sets it up.',
  WORKER_CRASHED: 'The part of the server that carries sound and pictures stopped. Try again in a moment.',

  CONFERENCES_PREPARING: (context) =>
    `Conferences are being set up${fact(context, 'percent', ': ', ' %')}. Try again when they are ready; calls and messages work.`,

  SETTINGS_DAMAGED: (context) =>
    `Your settings could not be read, so Parley started with new ones. The old file was kept${fact(context, 'copy', ' as ')}.`,
  PROFILE_IN_USE:
    'Parley is already running with this profile. Use the window that is open, or another profile.',

  TARGET_UNKNOWN: 'Nobody is known under this address. Check the spelling.',
  TARGET_OFFLINE: 'This person is not signed in right now. Try again later.',
  TARGET_SELF: 'This is your own address. Choose somebody else to call.',
  TARGET_BLOCKED: 'This person does not take calls or messages from you.',
  TARGET_BUSY:
    'This person is busy right now, with another call or conference or with many who call. Try again in a moment.',
  TARGET_DO_NOT_DISTURB:
    'This person does not want to be disturbed right now. Write a message, or try again later.',
  HEADERS_INVALID: 'A custom header is not allowed: at most 16, each beginning with X-, on one line.',
  LIMIT_REACHED: ({ what }) => {
    if (what === 'conferences') {
      return 'You are in too many conferences at once, on all your devices together. Leave one, then try again.';
    }
    if (what === 'devices') {
      return 'You are in this conference on too many devices already. Leave it on one of them, then try again.';
    }
    return 'There is no room for more. Remove one that you no longer need.';
  },
  INVITATION_GONE: 'This call is no longer ringing: it was answered already, or it has ended.',
  INVITATION_CROSSED:
    'This person has invited you to their conference as well. Join or decline theirs, and send yours when theirs is settled.',
  INVITATION_CANCELLED: 'The caller hung up before you answered. You can call them back.',
  SESSION_GONE: 'This call is already over.',
  SESSION_WRONG_STATE: 'This cannot be done right now. Wait until the call has changed, then try again.',

  ESCALATION_FAILED: ({ cause }) =>
    ['The call could not become a conference. It goes on as it was.', escalationCause(cause)]
      .filter(Boolean)
      .join(' '),
  REFER_GONE: 'This transfer is already over.',
  REFER_PENDING: 'A transfer is under way in this call. Wait until it is over, or cancel it.',
  REFER_LOOP: 'This call was transferred by the person you chose. Choose somebody else.',
  REFER_TO_PARTNER: 'This is the person you are talking to. Choose somebody else.',
  REFER_FAILED: 'The transfer did not come about. You are talking again.',
  REFER_TIMED_OUT: 'The transfer took too long. You are talking again.',
  REFER_TERMINATED: 'The transfer was taken back.',
  REPLACES_UNKNOWN:
    'You are not in a call with this person. Call them first, or transfer without talking first.',

  CONVERSATION_FORBIDDEN: 'You are not part of this conversation. Start a new one.',
  MESSAGE_TOO_LARGE: 'This message is too long. Send it in parts.',
  MESSAGE_UNKNOWN: 'This message is no longer there.',
  MAILBOX_FULL: 'Too many messages wait for this person already. Try again when they have signed in.',
  STORE_DAMAGED: (context) =>
    `What Parley keeps of your ${context.what ?? 'data'} could not be read, so it starts anew. The old file was kept${fact(context, 'copy', ' as ')}.`,
  STORE_FULL:
    'The server cannot store anything now. Its disk may be full. Try again later, or tell the person who runs the server.',
  STORE_NEWER: (context) =>
    `A newer version of Parley wrote the data of the server on this computer${fact(context, 'file', ', in ')}. Nothing was changed. Update this Parley, then start it again.`,

  CONFERENCE_UNKNOWN: 'There is no conference under this link. Check the link, or ask for a new one.',
  CONFERENCE_ENDED: 'This conference has ended. Ask for the link to a new one, or start one yourself.',
  CONFERENCE_FULL: ({ what }) =>
    what === 'waiting-room'
      ? 'The waiting room of this conference is full. Try again later, or ask an organizer to invite you.'
      : 'This conference is full. Try again when somebody has left.',
  CONFERENCE_ALREADY_JOINED:
    'You are in this conference already. Leave it first, on this or your other device.',
  CONFERENCE_NOT_JOINED: 'You are no longer in this conference. Join it again.',
  CONFERENCE_PASSCODE_WRONG: 'This conference has a passcode, and this is not it. Ask whoever invited you.',
  CONFERENCE_LOCKED: 'This conference is locked: nobody else is let in now. Try again later.',
  CONFERENCE_REMOVED:
    'You were removed from this conference. You can come in again when an organizer readmits you.',
  CONFERENCE_FORBIDDEN: 'Only an organizer of this conference may do this.',
  CONFERENCE_NEEDS_ORGANIZER: 'A conference needs an organizer. Make somebody else one first.',
  PARTICIPANT_UNKNOWN: 'This person is not in the conference any more.',
  CONFERENCE_OTHER_SERVER: ({ server, url }) =>
    `This link is for another server: ${server ?? 'not yours'}. To join there, start Parley with “npm start -- --server ${url ?? 'ADDRESS'}”.`,
  CONFERENCE_LINK_INVALID: 'This is not a conference link. Copy the whole link and paste it here.',

  MEDIA_PERMISSION_DENIED: (context) =>
    `Parley may not use ${device(context)}. Allow it in the system’s or browser’s settings, then switch it on again.`,
  MEDIA_DEVICE_MISSING: (context) =>
    `No ${device(context, '')} was found. Connect one, then switch it on again. The others can go on without it.`,
  MEDIA_DEVICE_BUSY: (context) =>
    `Another program is using ${device(context)}. Close that program, then switch it on again.`,
  MEDIA_DEVICE_TIMED_OUT: (context) =>
    `${capital(device(context))} did not start in time. Unplug it and plug it in again, or restart the computer, then switch it on again.`,
  MEDIA_DEVICE_REPLACED: (context) =>
    `The ${device(context, '')} that you chose is not connected, so Parley uses the one that the system chose. Yours is used again as soon as it is connected.`,
  MEDIA_NOT_NEGOTIABLE:
    'The two sides found no way to exchange sound and pictures. Update Parley on both, then try again.',
  MEDIA_OBJECT_UNKNOWN: 'This sound or picture is already gone. Nothing needs to be done.',
  MEDIA_FAILED: 'Sound and pictures could not get through. Check the network, then try again.',
  MEDIA_NOT_SENT: (context) =>
    `${capital(device(context))} could not be sent to the others, so Parley switched it off. Switch it on to try again.`,
  SHARE_NOT_RESUMED: 'Your screen is no longer shared. Share it again if you want the others to see it.',
  MEDIA_STOPPED: ({ source, by = 'An organizer' }) =>
    source === 'screen' ? `${by} stopped your sharing.` : `${by} muted you. You can unmute yourself.`,
  PAGE_ABSENT: 'Parley’s window was not open, so sound and pictures could not start. Open it and try again.',
  LINK_NOT_OPENED: 'This computer did not open the link. Copy it into your web browser.',

  RPC_FORBIDDEN: ({ link }) =>
    link === true
      ? 'Parley opens web pages and mail only: this link leads elsewhere.'
      : 'This window may not control Parley. Open Parley in its own window.',
  RPC_MALFORMED: `Parley’s window and its program misunderstood each other. ${RESTART}`,
  STATE_ILLEGAL: `Parley tried something that is not possible now. ${RELOAD}`,
};

function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function device({ source, sources }: ErrorContext, article = 'your '): string {
  const named = source ?? sources;
  return named === 'microphone' || named === 'camera' || named === 'screen'
    ? `${article}${named}`
    : `${article}microphone or camera`;
}

/** Causes that read otherwise where the call goes on, and where it may be the other side that met them. */
const ESCALATION_CAUSES: Readonly<Partial<Record<ErrorCode, string>>> = {
  CONFERENCE_ENDED: 'The conference ended before it carried you both.',
  CONFERENCE_UNKNOWN: 'The conference ended before it carried you both.',
  CONFERENCE_NOT_JOINED: 'One of you did not come into the conference.',
  CONNECTION_LOST: 'The connection of one of you was lost. Try again in a moment.',
  MEDIA_FAILED: 'The conference did not carry sound and pictures in time. Try again.',
  REQUEST_TIMED_OUT: 'The conference did not carry sound and pictures in time. Try again.',
  PAGE_ABSENT: 'The window of one of you was not open.',
  SESSION_WRONG_STATE:
    'Nobody can be added while this call is on hold, or while you are in another call or conference.',
  TARGET_BUSY: 'The other person is in another call or conference at this moment.',
};

function escalationCause(cause: ErrorContext[string] | undefined): string {
  const code = cause as ErrorCode;
  const words = ESCALATION_CAUSES[code] ?? ERROR_WORDS[code] ?? '';
  return typeof words === 'string' ? words : words({});
}

function secondsOf(durationMs: number): string {
  const seconds = Math.ceil(durationMs / 1_000);
  return seconds === 1 ? '1 second' : `${seconds} seconds`;
}
