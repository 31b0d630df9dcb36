import { address, conference, id, identity, referFailure, referTo } from './sample-parts.ts';

/** Requests that change an established call: a new page, escalation to a conference, a transfer to another person. */
export const CHANGING_CALL_SAMPLES = {
  'session.renew': { data: { sessionId: id }, reply: {} },
  'session.escalate': { data: { sessionId: id }, reply: { conference } },
  'session.carried': {
    data: { sessionId: id, conferenceId: id, seen: [{ sessionId: id, number: 2 }] },
    reply: {},
  },
  'session.roll-back': { data: { sessionId: id, conferenceId: id, code: 'MEDIA_FAILED' }, reply: {} },
  'refer.send': {
    data: { referId: id, sessionId: id, target: { kind: 'person', address }, replaces: id },
    reply: { to: referTo, expiresAtMs: 1 },
  },
  'refer.answer': { data: { referId: id, accepted: true }, reply: {} },
  'refer.notify': { data: { referId: id, progress: { state: 'failed', failure: referFailure } }, reply: {} },
  'refer.terminate': { data: { referId: id }, reply: {} },
  'refer.cancel': { data: { referId: id }, reply: {} },
};

export const CHANGING_CALL_NOTICES = {
  'session-renewal-asked': { sessionId: id },
  'session-rolled-back': { sessionId: id, conferenceId: id, code: 'REQUEST_TIMED_OUT', by: 'system' },
  'refer-received': {
    refer: {
      id,
      sessionId: id,
      from: identity,
      to: { kind: 'conference', conferenceId: id, title: 'Weekly' },
      passcode: '246810',
      attended: false,
      expiresAtMs: 1,
    },
  },
  'refer-notified': { referId: id, progress: { state: 'ringing' } },
  'refer-withdrawn': { referId: id, reason: 'cancelled' },
};
