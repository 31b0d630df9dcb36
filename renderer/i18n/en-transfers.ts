import type { ReferFailure } from '../../protocol/refer.ts';
import type { ReferralView, TransferView } from '../../protocol/rpc/app-state.ts';
import { callEndingWords, errorWords, text } from './en.ts';

/** Text of how a call is passed on; loaded with the views of a call. */
export const transferText = {
  open: 'Transfer',
  title: (name: string) => `Transfer ${name}`,
  lead: (name: string) => `${name} is asked first, and comes back to you if it does not work out.`,
  close: 'Do not transfer',
  to: 'Transfer to',
  inCall: 'In a call with you',
  now: 'Transfer now',
  talkFirst: 'Talk first',
  talkFirstHint: (name: string) => `${name} waits on hold, and you can connect the two then`,
  toConference: 'To a conference…',
  toPerson: 'To a person…',
  link: 'Conference link',
  linkPlaceholder: 'Paste a link or an ID',
  passcodeHint: 'Only if this conference has one.',
  connect: (name: string, other: string) => `Connect ${name} and ${other}`,
  cancel: 'Cancel',
  cancelTransfer: 'Cancel transfer',
  more: 'More about this transfer',
  stopFollowing: 'Stop following',
  dismiss: 'Close',
  back: (name: string) => `You are talking with ${name} again.`,
  said: (words: string) => `They wrote: “${words}”`,
} as const;

/** Text for whoever is transferred, and for whoever is called then. */
export const referralText = {
  asks: text.notification.referral,
  lead: {
    person: 'If it does not work out, you come back to this call.',
    attended: 'They have talked already. If it does not work out, you come back to this call.',
    conference: 'You leave this call once you are in the conference.',
  },
  accept: text.notification.accept,
  decline: text.incoming.decline,
  by: (name: string) => `Transferred by ${name}`,
} as const;

/** What a step of a transfer is told of: who is transferred, and to whom or what. */
interface Names {
  readonly name: string;
  readonly to: string;
}

type Steps = Readonly<Record<Exclude<TransferView['state'], 'failed'>, (names: Names) => string>>;

const PERSON_STEPS: Steps = {
  requested: ({ name }) => `Asking ${name}…`,
  accepted: ({ name, to }) => `${name} agreed to talk to ${to}.`,
  trying: ({ name, to }) => `${name} is calling ${to}…`,
  ringing: ({ to }) => `Ringing at ${to}…`,
  established: ({ name, to }) => `${to} answered: ${name} and ${to} are talking.`,
  'timed-out': ({ to }) => `The transfer to ${to} took too long.`,
  terminated: ({ name, to }) => `You no longer follow this transfer. ${name} may still reach ${to}.`,
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
  ringing: ({ name, to }) => `${name} waits to be let into ${to}.`,
  established: ({ name, to }) => `${name} is in ${to}.`,
  terminated: ({ name, to }) => `You no longer follow this transfer. ${name} may still get into ${to}.`,
};

/** How far a transfer by our user has come, in a sentence. What was only agreed never reads as done (SPEC REF-2). */
export function transferWords({ state, to, attended, failure }: TransferView, names: Names): string {
  const isPerson = to.kind === 'person';
  if (state === 'failed') return failure ? failureWords(failure, names, isPerson) : FAILED;
  const steps = isPerson ? (attended ? ATTENDED_STEPS : PERSON_STEPS) : CONFERENCE_STEPS;
  return steps[state](names);
}

const FAILED = 'The transfer did not come about.';

function failureWords({ by, reason, code }: ReferFailure, { name, to }: Names, isPerson: boolean): string {
  if (reason === 'cancelled' && by !== 'target') {
    return by === 'system' ? 'The transfer was cancelled.' : `${name} stopped the transfer.`;
  }
  if (by === 'referee') {
    return reason === 'declined'
      ? `${name} does not want to be transferred.`
      : callEndingWords({ reason, by: 'them' }, name, 'outgoing');
  }
  if (isPerson) return callEndingWords({ reason, by: by === 'target' ? 'them' : 'system' }, to, 'outgoing');
  // Of the others the words are for whoever meets them, and that is not our user.
  const why = code?.startsWith('CONFERENCE_') ? ` ${errorWords({ code, context: {} })}` : '';
  return `${name} could not get into ${to}.${why}`;
}

/** What is done for our user, whom `by` has transferred. */
export function referralWords({ state, to }: ReferralView, names: { by: string; to: string }): string {
  const { by } = names;
  if (to.kind === 'person') return `Calling ${names.to} for you… ${by} is on hold.`;
  return state === 'ringing'
    ? `Waiting to be let into ${names.to}. ${by} is on hold.`
    : `Joining ${names.to} for you… ${by} is on hold.`;
}
