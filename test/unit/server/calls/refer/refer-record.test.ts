import { beforeEach, describe, expect, test } from 'vitest';
import { ParleyError } from '../../../../../protocol/errors.ts';
import type { ReferId, SessionId } from '../../../../../protocol/ids.ts';
import type { NoticeData } from '../../../../../protocol/signaling/notices.ts';
import { ReferRecord } from '../../../../../server/calls/refer/refer-record.ts';
import { anEndpoint, type SentFrame } from '../../../../support/server/endpoints.ts';
import { anId } from '../../../../support/server/requests.ts';

let record: ReferRecord;
let toReferrer: SentFrame[];

beforeEach(() => {
  toReferrer = [];
  record = new ReferRecord({
    id: anId() as ReferId,
    sessionId: anId() as SessionId,
    expiresAtMs: 1,
    referrer: anEndpoint('Alice', toReferrer),
    referee: anEndpoint('Bob'),
    to: { kind: 'person', person: anEndpoint('Carol').identity },
  });
});

/** All events of a referral. */
const EVENTS = {
  accept: () => record.answer(true),
  refuse: () => record.answer(false),
  try: () => record.progress({ state: 'trying' }),
  ring: () => record.progress({ state: 'ringing' }),
  establish: () => record.progress({ state: 'established' }),
  fail: () => record.progress({ state: 'failed', failure: { by: 'target', reason: 'busy' } }),
  terminate: () => record.terminate(),
  cancel: () => record.cancel(),
} as const;
type Event = keyof typeof EVENTS;

/** How to reach each state. */
const STATES = {
  requested: [],
  accepted: ['accept'],
  trying: ['accept', 'try'],
  ringing: ['accept', 'ring'],
  'cancelled after 202': ['accept', 'cancel'],
  'without a subscription': ['accept', 'terminate'],
  established: ['accept', 'establish'],
  refused: ['refuse'],
  failed: ['accept', 'fail'],
  'cancelled before an answer': ['cancel'],
} as const satisfies Record<string, readonly Event[]>;
type State = keyof typeof STATES;

const GONE = 'REFER_GONE';
const WRONG = 'SESSION_WRONG_STATE';

/** After the end only the same request may be repeated. */
const over = {
  accept: GONE,
  refuse: GONE,
  try: GONE,
  ring: GONE,
  establish: GONE,
  fail: GONE,
  terminate: GONE,
  cancel: GONE,
} as const satisfies Record<Event, string>;

const underWay = {
  accept: 'ok',
  refuse: GONE,
  try: 'ok → trying',
  ring: 'ok → ringing',
  establish: 'ok → established',
  fail: 'ok → failed',
  terminate: 'ok',
  cancel: 'ok',
} as const satisfies Record<Event, string>;

/** State → event → reply to the requester, and the notices to the referrer. */
const TABLE: Record<State, Record<Event, string>> = {
  requested: {
    accept: 'ok → accepted',
    refuse: 'ok → failed',
    try: WRONG,
    ring: WRONG,
    establish: WRONG,
    fail: 'ok → failed',
    terminate: 'ok',
    cancel: 'ok → failed',
  },
  accepted: underWay,
  trying: { ...underWay, try: 'ok' },
  ringing: { ...underWay, try: WRONG, ring: 'ok' },
  'cancelled after 202': underWay,
  'without a subscription': {
    accept: 'ok',
    refuse: GONE,
    try: 'ok',
    ring: 'ok',
    establish: 'ok',
    fail: 'ok',
    terminate: 'ok',
    cancel: GONE,
  },
  established: { ...over, accept: 'ok', establish: 'ok' },
  refused: { ...over, refuse: 'ok', fail: 'ok' },
  failed: { ...over, accept: 'ok', fail: 'ok' },
  'cancelled before an answer': { ...over, fail: 'ok', cancel: 'ok' },
};

function attempt(event: Event): string {
  try {
    EVENTS[event]();
    return 'ok';
  } catch (thrown) {
    if (thrown instanceof ParleyError) return thrown.code;
    throw thrown;
  }
}

describe.each(Object.keys(TABLE) as State[])('[REF-2] a referral that is %s', (state) => {
  test.each(Object.keys(EVENTS) as Event[])('%s', (event) => {
    for (const each of STATES[state]) EVENTS[each]();
    toReferrer.length = 0;
    const reply = attempt(event);
    const told = toReferrer.map(({ data }) => (data as NoticeData<'refer-notified'>).progress.state);
    expect([reply, ...told].join(' → ')).toBe(TABLE[state][event]);
  });
});
