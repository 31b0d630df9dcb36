import type { ReferFailure } from '../../protocol/refer.ts';
import type { ReferralView, TransferView } from '../../protocol/rpc/session-view.ts';
import { callEndingWords, errorWords, text } from './en.ts';

/** Text of transfers; loaded with the views of a call. */
export const transferText = {
  open: 'Transfer',
  title: (name: string) => `Transfer ${name}`,
  lead: (name: string) =>
    `${name} will be asked first. If the transfer fails, you’re back on the call with them.`,
  close: 'Close',
  to: 'Transfer to',
  inCall: 'In a call with you',
  now: 'Transfer now',
  talkFirst: 'Talk first',
  talkFirstHint: (name: string) => `${name} waits on hold until you connect the two`,
  toConference: 'To a conference…',
  toPerson: 'To a person…',
  link: 'Conference link',
  linkPlaceholder: 'Paste a link or ID',
  passcodeHint: 'Only if the conference has one.',
  connect: (name: string, other: string) => `Connect ${name} and ${other}`,
  cancel: 'Cancel',
  cancelTransfer: 'Cancel transfer',
  more: 'More about this transfer',
  stopFollowing: 'Stop showing progress',
  dismiss: 'Close',
  back: (name: string) => `You’re back on the call with ${name}.`,
  said: (words: string) => `They wrote: “${words}”`,
} as const;

/** Text for the person who is transferred and for the person who is then called. */
export const referralText = {
  asks: text.notification.referral,
  lead: {
    person: 'If the transfer fails, you’re back on this call.',
    attended: 'They’ve already talked. If the transfer fails, you’re back on this call.',
    conference: 'This call ends when you’re in the conference.',
  },
  accept: text.notification.accept,
  decline: text.incoming.decline,
  by: (name: string) => `Transferred by ${name}`,
} as const;

/** Names for the text of one step: the person who is transferred, and the target. */
interface Names {
  readonly name: string;
  readonly to: string;
}

type Steps = Readonly<Record<Exclude<TransferView['state'], 'failed'>, (names: Names) => string>>;

const PERSON_STEPS: Steps = {
  requested: ({ name }) => `Asking ${name}…`,
  accepted: ({ name }) => `${name} agreed to the transfer.`,
  trying: ({ name, to }) => `${name} is calling ${to}…`,
  ringing: ({ to }) => `Ringing ${to}…`,
  established: ({ name, to }) => `${to} answered. ${name} and ${to} are talking.`,
  'timed-out': ({ to }) => `The transfer to ${to} took too long.`,
  terminated: ({ name, to }) => `Progress is no longer shown. ${name} may still reach ${to}.`,
};

const ATTENDED_STEPS: Steps = {
  ...PERSON_STEPS,
  trying: ({ name, to }) => `Connecting ${name} with ${to}…`,
  ringing: ({ name, to }) => `Connecting ${name} with ${to}…`,
  established: ({ name, to }) => `${name} and ${to} are talking.`,
};

const CONFERENCE_STEPS: Steps = {
  ...PERSON_STEPS,
  accepted: ({ name }) => `${name} agreed.`,
  trying: ({ name, to }) => `${name} is joining ${to}…`,
  ringing: ({ name, to }) => `${name} is waiting to be admitted to ${to}.`,
  established: ({ name, to }) => `${name} is in ${to}.`,
  terminated: ({ name, to }) => `Progress is no longer shown. ${name} may still join ${to}.`,
};

/** The state of a transfer that the user asked for, in one sentence. An agreement never reads like a success (SPEC REF-2). */
export function transferWords({ state, to, attended, failure }: TransferView, names: Names): string {
  const isPerson = to.kind === 'person';
  if (state === 'failed') return failure ? failureWords(failure, names, isPerson) : FAILED;
  const steps = isPerson ? (attended ? ATTENDED_STEPS : PERSON_STEPS) : CONFERENCE_STEPS;
  return steps[state](names);
}

const FAILED = 'The transfer failed.';

function failureWords({ by, reason, code }: ReferFailure, { name, to }: Names, isPerson: boolean): string {
  if (reason === 'cancelled' && by !== 'target') {
    return by === 'system' ? 'The transfer was cancelled.' : `${name} stopped the transfer.`;
  }
  if (by === 'referee') {
    return reason === 'declined'
      ? `${name} doesn’t want to be transferred.`
      : callEndingWords({ reason, by: 'them' }, name, 'outgoing');
  }
  if (isPerson) return callEndingWords({ reason, by: by === 'target' ? 'them' : 'system' }, to, 'outgoing');
  // The texts of other errors speak to the person who got the error, and that is not the user here.
  const why = code?.startsWith('CONFERENCE_') ? ` ${errorWords({ code, context: {} })}` : '';
  return `${name} couldn’t join ${to}.${why}`;
}

/** What Parley does for the user after a transfer by `by`. */
export function referralWords({ state, to }: ReferralView, names: { by: string; to: string }): string {
  const { by } = names;
  if (to.kind === 'person') return `Calling ${names.to}… ${by} is on hold.`;
  return state === 'ringing'
    ? `Waiting to be admitted to ${names.to}. ${by} is on hold.`
    : `Joining ${names.to}… ${by} is on hold.`;
}
