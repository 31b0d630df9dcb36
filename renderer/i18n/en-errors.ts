import type { ErrorCode, ErrorContext } from '../../protocol/errors.ts';

type Words = string | ((context: ErrorContext) => string);

/** A fact of the context between `before` and `after`; an empty string if the context does not have it. */
function fact(context: ErrorContext, name: string, before = ' ', after = ''): string {
  const value = context[name];
  return value === undefined ? '' : `${before}${value}${after}`;
}

const CLOCK = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
/** Greatest distance of a `Date` from the epoch, in milliseconds (ECMA-262 §21.4.1.1). */
const MAX_DATE_MS = 8.64e15;

/** `12:05`, on the user's own clock. */
function clockTime(ms: number): string {
  return Math.abs(ms) <= MAX_DATE_MS ? CLOCK.format(ms) : 'an unknown time';
}

const RESTART_IF_REPEATED = 'If it happens again, restart Parley.';
const RESTART = 'Restart Parley.';

/** What happened and what the user can do, for each code. */
export const ERROR_WORDS: Readonly<Record<ErrorCode, Words>> = {
  PROTOCOL_VERSION_MISMATCH:
    'This Parley and the server have different versions and can’t work together. Update the older one.',
  PROTOCOL_MALFORMED: `The server didn’t understand a request. ${RESTART_IF_REPEATED}`,
  PROTOCOL_TOO_LARGE: 'That’s too long to send. Shorten it and try again.',
  PROTOCOL_UNKNOWN_REQUEST: 'The server doesn’t support this. It may need an update.',
  RATE_LIMITED: ({ retryAfterMs }) =>
    `Too many requests. Wait ${retryAfterMs === undefined ? 'a moment' : secondsOf(Number(retryAfterMs))} and try again.`,
  REQUEST_TIMED_OUT: 'The server didn’t respond in time. Try again.',
  CONNECTION_LOST: 'Connection lost. Parley is reconnecting. Try again in a moment.',

  AUTH_REQUIRED: 'This server requires a token. Get one from its administrator, and start Parley with it.',
  AUTH_TOKEN_INVALID: 'The server didn’t accept your sign-in. Sign in again.',
  AUTH_TOKEN_EXPIRED: 'Your sign-in has expired. Sign in again.',
  AUTH_TOKEN_EXPIRES_SOON: ({ endsAtMs }) =>
    `Your sign-in ends ${endsAtMs === undefined ? 'soon' : `at ${clockTime(Number(endsAtMs))}`}. Get a new token and restart Parley, or your calls will end then.`,
  AUTH_FORBIDDEN:
    'You aren’t allowed to do this. Ask an organizer of the conference or the server’s administrator.',

  SERVER_UNREACHABLE: (context) =>
    `The server${fact(context, 'url')} can’t be reached. Check your network and the server’s address, then try again.`,
  SERVER_INSECURE: (context) =>
    `The server${fact(context, 'host')} has no secure connection, so Parley didn’t sign in. Use an address that begins with https, or ask the server’s administrator for one.`,
  SERVER_PORT_IN_USE: (context) =>
    `Port${fact(context, 'port')} on this computer is in use by another program. Close that program or choose another port, then try again.`,
  DATA_UNSAFE: (context) =>
    `Parley can’t use${fact(context, 'place')} safely: other users of this computer could read or change it. Check who owns it, then restart Parley.`,
  SERVER_START_FAILED:
    'The server on this computer didn’t start. Try again. If it fails again, restart Parley.',
  SERVER_CONFIG_INVALID: (context) =>
    `The server’s configuration has an error${fact(context, 'key', ' in “', '”')}. Correct it and restart the server.`,
  SERVER_INTERNAL: 'Something went wrong on the server. Try again in a moment.',
  WORKER_MISSING: 'The server’s media worker isn’t installed. Run “npm start” again to set it up.',
  WORKER_CRASHED: 'The server’s media worker stopped. Try again in a moment.',

  CONFERENCES_PREPARING: (context) =>
    `Conferences are being set up${fact(context, 'percent', ': ', ' %')}. Try again when they are ready. Calls and messages already work.`,

  SETTINGS_DAMAGED: (context) =>
    `Your settings couldn’t be read, so Parley started with the defaults. The old file was kept${fact(context, 'copy', ' as ')}.`,
  PROFILE_IN_USE: 'Parley is already running with this profile. Use the open window or another profile.',

  TARGET_UNKNOWN: 'No one has this address. Check the spelling.',
  TARGET_OFFLINE: 'This person isn’t signed in. Try again later.',
  TARGET_SELF: 'This is your own address. Choose someone else.',
  TARGET_BLOCKED: 'This person doesn’t accept calls or messages from you.',
  TARGET_BUSY: 'This person is busy with other calls or a conference. Try again in a moment.',
  TARGET_DO_NOT_DISTURB: 'This person has Do not disturb on. Send a message, or try again later.',
  HEADERS_INVALID: 'A custom header isn’t allowed. Use at most 16, each on one line and beginning with X-.',
  LIMIT_REACHED: ({ what }) => {
    if (what === 'conferences') {
      return 'You’re in too many conferences, counting all your devices. Leave one, then try again.';
    }
    if (what === 'devices') {
      return 'You’re in this conference on too many devices. Leave it on one of them, then try again.';
    }
    return 'You’ve reached the limit. Remove something you no longer need, then try again.';
  },
  INVITATION_GONE: 'This call is no longer ringing. It was answered or has ended.',
  INVITATION_CROSSED:
    'This person has invited you to their conference. Answer their invitation first, then send yours.',
  INVITATION_CANCELLED: 'The caller hung up before you answered. You can call back.',
  SESSION_GONE: 'This call has already ended.',
  SESSION_WRONG_STATE: 'This can’t be done right now. Try again in a moment.',

  ESCALATION_FAILED: ({ cause }) =>
    ['The call couldn’t become a conference. It continues without the others.', escalationCause(cause)]
      .filter(Boolean)
      .join(' '),
  REFER_GONE: 'This transfer has already ended.',
  REFER_PENDING: 'A transfer of this call is in progress. Wait until it ends, or cancel it.',
  REFER_LOOP: 'This person transferred the call to you. Choose someone else.',
  REFER_TO_PARTNER: 'You’re already talking to this person. Choose someone else.',
  REFER_FAILED: 'The transfer failed. You’re back on the call.',
  REFER_TIMED_OUT: 'The transfer took too long. You’re back on the call.',
  REFER_TERMINATED: 'The transfer was cancelled.',
  REPLACES_UNKNOWN:
    'You’re not in a call with this person. Call them first, or transfer without talking first.',

  CONVERSATION_FORBIDDEN: 'You aren’t part of this conversation. Start a new one.',
  MESSAGE_TOO_LARGE: 'This message is too long. Send it in parts.',
  MESSAGE_UNKNOWN: 'This message no longer exists.',
  MAILBOX_FULL: 'This person’s mailbox is full. Try again after they have signed in.',
  STORE_DAMAGED: (context) =>
    `Your ${context.what ?? 'data'} couldn’t be read, so Parley started without this data. The old file was kept${fact(context, 'copy', ' as ')}.`,
  STORE_FULL:
    'The server can’t store anything right now. Its disk may be full. Try again later, or tell the server’s administrator.',
  STORE_NEWER: (context) =>
    `A newer version of Parley wrote the server’s data on this computer${fact(context, 'file', ', in ')}. Nothing was changed. Update Parley, then start it again.`,

  CONFERENCE_UNKNOWN: 'There’s no conference with this link. Check the link, or ask for a new one.',
  CONFERENCE_ENDED: 'This conference has ended. Ask for a new link, or start a new conference.',
  CONFERENCE_FULL: ({ what }) =>
    what === 'waiting-room'
      ? 'The waiting room of this conference is full. Try again later, or ask an organizer to invite you.'
      : 'This conference is full. Try again when someone has left.',
  CONFERENCE_ALREADY_JOINED:
    'You’re already in this conference. Leave it first, on this or your other device.',
  CONFERENCE_NOT_JOINED: 'You’re no longer in this conference. Join it again.',
  CONFERENCE_PASSCODE_WRONG: 'Wrong passcode. Check it, or ask the person who invited you.',
  CONFERENCE_LOCKED: 'This conference is locked, so no one else can join. Try again later.',
  CONFERENCE_REMOVED:
    'You were removed from this conference. You can join again when an organizer readmits you.',
  CONFERENCE_FORBIDDEN: 'Only an organizer of this conference can do this.',
  CONFERENCE_NEEDS_ORGANIZER: 'A conference needs an organizer. Make someone else an organizer first.',
  PARTICIPANT_UNKNOWN: 'This person is no longer in the conference.',
  CONFERENCE_OTHER_SERVER: ({ server, url }) =>
    `This link is for another server${server === undefined ? '' : `: ${server}`}. To join, start Parley with “npm start -- --server ${url ?? 'ADDRESS'}”.`,
  CONFERENCE_LINK_INVALID: 'This isn’t a conference link. Copy the whole link and paste it here.',

  MEDIA_PERMISSION_DENIED: (context) =>
    `Parley isn’t allowed to use ${device(context)}. Allow it in the settings of your system or browser, then turn it on again.`,
  MEDIA_DEVICE_MISSING: (context) =>
    `No ${device(context, '')} was found. You can continue without it, or connect one and turn it on.`,
  MEDIA_DEVICE_BUSY: (context) =>
    `Another program is using ${device(context)}. Close that program, then turn it on again.`,
  MEDIA_DEVICE_TIMED_OUT: (context) =>
    `${capital(device(context))} didn’t start in time. Unplug it and plug it in again, or restart the computer, then turn it on again.`,
  MEDIA_DEVICE_REPLACED: (context) =>
    `The ${device(context, '')} you selected isn’t connected, so Parley uses the system default. Parley switches back when you connect it.`,
  MEDIA_NOT_NEGOTIABLE:
    'The two sides couldn’t agree on audio and video formats. Update Parley on both, then try again.',
  MEDIA_OBJECT_UNKNOWN: 'This audio or video has already stopped. You don’t need to do anything.',
  MEDIA_FAILED: 'Audio and video couldn’t connect. Check your network, then try again.',
  MEDIA_NOT_SENT: (context) =>
    `${capital(device(context))} couldn’t be sent to the others, so Parley turned it off. Turn it on to try again.`,
  SHARE_NOT_RESUMED: 'Your screen is no longer shared. Share it again if you want others to see it.',
  MEDIA_STOPPED: ({ source, by = 'An organizer' }) =>
    source === 'screen' ? `${by} stopped your screen share.` : `${by} muted you. You can unmute yourself.`,
  PAGE_ABSENT: 'Parley’s window wasn’t open, so audio and video couldn’t start. Open it and try again.',
  LINK_NOT_OPENED: 'The link couldn’t be opened. Copy it into your web browser.',

  RPC_FORBIDDEN: ({ link }) =>
    link === true
      ? 'Parley opens only web and mail links. This is another kind of link.'
      : 'This window can’t control Parley. Open Parley in its own window.',
  RPC_MALFORMED: `Parley’s window and its main program couldn’t understand each other. ${RESTART}`,
  STATE_ILLEGAL: `Parley tried something that isn’t possible right now. ${RESTART_IF_REPEATED}`,
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

/** Causes that need other words here: the call continues, and the other side may have had the error. */
const ESCALATION_CAUSES: Readonly<Partial<Record<ErrorCode, string>>> = {
  CONFERENCE_ENDED: 'The conference ended before both of you had joined.',
  CONFERENCE_UNKNOWN: 'The conference ended before both of you had joined.',
  CONFERENCE_NOT_JOINED: 'One of you couldn’t join the conference.',
  CONNECTION_LOST: 'One of you lost connection. Try again in a moment.',
  MEDIA_FAILED: 'Audio and video didn’t connect in time. Try again.',
  REQUEST_TIMED_OUT: 'Audio and video didn’t connect in time. Try again.',
  PAGE_ABSENT: 'One of you didn’t have Parley’s window open.',
  SESSION_WRONG_STATE:
    'You can’t add people while the call is on hold, or while you’re in another call or conference.',
  TARGET_BUSY: 'The other person is in another call or conference.',
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
