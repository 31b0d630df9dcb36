import { expect, test } from 'vitest';
import { ParleyError } from '../../../../../protocol/errors.ts';
import type { ReferId, SessionId } from '../../../../../protocol/ids.ts';
import type { ReferProgress } from '../../../../../protocol/refer.ts';
import type { NoticeData } from '../../../../../protocol/signaling/notices.ts';
import type { RequestData } from '../../../../../protocol/signaling/requests.ts';
import {
  REFER_MOVE_TO,
  REFER_MOVES,
  type ReferEvent,
  type ReferState,
} from '../../../../../protocol/states/refer.ts';
import { nextState } from '../../../../../protocol/states/transition.ts';
import type { Address } from '../../../../../protocol/text/addresses.ts';
import { Random } from '../../../../support/crossing/random.ts';
import { aRefer, person } from '../../../../support/server/calls/referring.ts';
import { type Device, FocusWorld, told } from '../../../../support/server/focus-world.ts';
import { anInvitation } from '../../../../support/server/requests.ts';

const RUNS = 300;
const STEPS = 30;
const REFER_MS = 60_000;
const CAROL = 'carol@example.org';

type Progress = RequestData<'refer.notify'>['progress'];

/** Alice is in calls with Bob and Carol; Dave is not involved. Records the accepted requests. */
class ReferWorld extends FocusWorld {
  readonly alice = this.arrive('Alice');
  readonly bob = this.arrive('Bob');
  readonly carol = this.arrive('Carol');
  readonly dave = this.arrive('Dave');
  readonly sessionId: SessionId = this.#talk('bob@example.org', this.bob);
  readonly replaces: SessionId = this.#talk(CAROL, this.carol);
  readonly sent: ReferId[] = [];
  /** Referrals about which Alice gets no more notices. */
  readonly unsubscribed = new Set<ReferId>();
  /** Referrals whose referee has reported that they reached the target. */
  readonly established = new Set<ReferId>();
  #call: RequestData<'invitation.send'> | undefined;

  constructor(resumeMs: number) {
    super({ timings: { resumeMs } });
  }

  /** The last referral, open or ended. */
  get last(): { referId: ReferId } {
    const referId = this.sent.at(-1);
    if (referId === undefined) throw new ParleyError('REFER_GONE', 'there was no referral yet');
    return { referId };
  }

  /** Bob's last call to Carol. */
  get call(): RequestData<'invitation.send'> {
    if (this.#call === undefined) throw new ParleyError('INVITATION_GONE', 'nobody has called');
    return this.#call;
  }

  refer(attended: boolean): void {
    const sent = aRefer(this.sessionId, person(CAROL));
    const { replaces } = this;
    this.focus.refers.send(this.alice.endpoint, attended ? { ...sent, replaces } : sent);
    this.sent.push(sent.referId);
  }

  answer(accepted: boolean): void {
    this.focus.refers.answer(this.bob.endpoint, { ...this.last, accepted });
  }

  notify(progress: Progress): void {
    this.focus.refers.notify(this.bob.endpoint, { ...this.last, progress });
    if (progress.state === 'established') this.established.add(this.last.referId);
  }

  callCarol(): void {
    const call = { ...anInvitation(CAROL), ...this.last };
    this.focus.invitations.send(this.bob.endpoint, call);
    this.#call = call;
  }

  hangUp({ endpoint }: Device, reason: 'hung-up' | 'transferred'): void {
    this.focus.sessions.hangUp(endpoint, { sessionId: this.sessionId, reason });
    if (reason === 'transferred') expect(this.established).toContain(this.last.referId);
    if (endpoint === this.alice.endpoint) this.#unsubscribe();
  }

  terminate(): void {
    this.focus.refers.terminate(this.alice.endpoint, this.last);
    this.#unsubscribe();
  }

  leave(device: Device): void {
    if (device === this.alice) this.#unsubscribe();
    this.depart(device);
  }

  /** The progress of one referral that Alice was notified of. */
  progressOf(referId: ReferId): ReferProgress[] {
    const notices = told(this.alice, 'refer-notified') as NoticeData<'refer-notified'>[];
    return notices.filter((data) => data.referId === referId).map(({ progress }) => progress);
  }

  #unsubscribe(): void {
    for (const referId of this.sent) this.unsubscribed.add(referId);
  }

  #talk(to: string, device: Device): SessionId {
    const invitation = anInvitation(to);
    this.focus.invitations.send(this.alice.endpoint, invitation);
    this.focus.invitations.accept(device.endpoint, invitation);
    return invitation.sessionId;
  }
}

const busy: Progress = { state: 'failed', failure: { by: 'target', reason: 'busy' } };

/** Dave only lets time pass. */
type Person = 'alice' | 'bob' | 'carol' | 'dave';
type Act = (world: ReferWorld, device: Device) => unknown;

/** Actions of each person, with their probability weights. */
const ACTS: { by: Person; weight: number; act: Act }[] = [
  { by: 'alice', weight: 4, act: (world) => world.refer(false) },
  { by: 'alice', weight: 2, act: (world) => world.refer(true) },
  { by: 'alice', weight: 1, act: (world) => world.terminate() },
  { by: 'alice', weight: 1, act: ({ focus, last }, { endpoint }) => focus.refers.cancel(endpoint, last) },
  { by: 'alice', weight: 0.3, act: (world, device) => world.hangUp(device, 'hung-up') },
  { by: 'alice', weight: 0.2, act: (world, device) => world.leave(device) },
  { by: 'bob', weight: 6, act: (world) => world.answer(true) },
  { by: 'bob', weight: 1, act: (world) => world.answer(false) },
  { by: 'bob', weight: 4, act: (world) => world.callCarol() },
  { by: 'bob', weight: 3, act: (world) => world.notify({ state: 'trying' }) },
  { by: 'bob', weight: 3, act: (world) => world.notify({ state: 'ringing' }) },
  { by: 'bob', weight: 1, act: (world) => world.notify({ state: 'established' }) },
  { by: 'bob', weight: 1, act: (world) => world.notify(busy) },
  { by: 'bob', weight: 1, act: ({ focus, call }, { endpoint }) => focus.invitations.cancel(endpoint, call) },
  { by: 'bob', weight: 2, act: (world, device) => world.hangUp(device, 'transferred') },
  { by: 'bob', weight: 0.3, act: (world, device) => world.hangUp(device, 'hung-up') },
  { by: 'bob', weight: 0.2, act: (world, device) => world.leave(device) },
  {
    by: 'carol',
    weight: 2,
    act: ({ focus, call }, { endpoint }) => focus.invitations.accept(endpoint, call),
  },
  {
    by: 'carol',
    weight: 1,
    act: ({ focus, call }, { endpoint }) => focus.invitations.decline(endpoint, { ...call, reason: 'busy' }),
  },
  {
    by: 'carol',
    weight: 1,
    act: ({ focus, replaces: sessionId }, { endpoint }) =>
      focus.sessions.hangUp(endpoint, { sessionId, reason: 'replaced' }),
  },
  { by: 'carol', weight: 0.2, act: (world, device) => world.leave(device) },
  { by: 'dave', weight: 2, act: ({ clock }) => clock.advance(7_000) },
  { by: 'dave', weight: 0.5, act: ({ clock }) => clock.advance(REFER_MS) },
];
const ALL_WEIGHTS = ACTS.reduce((sum, { weight }) => sum + weight, 0);

/** Requests of people who are not part of the referral. */
const TRESPASSES: ((world: ReferWorld, by: Device) => unknown)[] = [
  ({ focus, last }, { endpoint }) => focus.refers.answer(endpoint, { ...last, accepted: true }),
  ({ focus, last }, { endpoint }) =>
    focus.refers.notify(endpoint, { ...last, progress: { state: 'established' } }),
  ({ focus, last }, { endpoint }) => focus.refers.terminate(endpoint, last),
  ({ focus, last }, { endpoint }) => focus.refers.cancel(endpoint, last),
  ({ focus, last }, { endpoint }) =>
    focus.invitations.send(endpoint, { ...anInvitation(CAROL), to: 'bob@example.org' as Address, ...last }),
];

/** The code of a refusal, which is a legal outcome; any other error is a defect. */
function attempt(act: () => unknown): string {
  try {
    act();
    return 'ok';
  } catch (thrown) {
    if (thrown instanceof ParleyError && thrown.code !== 'STATE_ILLEGAL') return thrown.code;
    throw thrown;
  }
}

function pickAct(random: Random): (typeof ACTS)[number] {
  let left = random.next() * ALL_WEIGHTS;
  for (const each of ACTS) {
    left -= each.weight;
    if (left < 0) return each;
  }
  return random.pick(ACTS);
}

/** The state after the progress that Alice was notified of. @throws ParleyError STATE_ILLEGAL for an illegal move */
function stateAfter(progress: readonly ReferProgress[]): ReferState {
  return progress.reduce<ReferState>(
    (state, { state: said }) => nextState<ReferState, ReferEvent>(REFER_MOVES, state, REFER_MOVE_TO[said]),
    'requested',
  );
}

/** The endings that the runs have reached. The last test checks that they are all of them. */
const reached = new Set<string>();

test.each(Array.from({ length: RUNS }, (_, seed) => seed))(
  '[REF-2] [REF-4] after actions of three people in any order: one final notice, and nothing is left. Seed %i',
  (seed) => {
    const random = new Random(seed);
    const world = new ReferWorld(random.pick([0, 15_000]));
    for (let step = 0; step < STEPS; step += 1) {
      const { by, act } = pickAct(random);
      if (!world[by].endpoint.gone) attempt(() => act(world, world[by]));
      const other = random.pick([world.carol, world.dave]);
      expect(attempt(() => random.pick(TRESPASSES)(world, other))).toBe('REFER_GONE');
    }
    if (world.bob.endpoint.gone) world.clock.advance(REFER_MS);
    else attempt(() => world.hangUp(world.bob, 'hung-up'));
    for (const referId of world.sent) {
      const state = stateAfter(world.progressOf(referId));
      reached.add(state);
      if (!world.unsubscribed.has(referId)) expect(Object.keys(REFER_MOVES[state])).toEqual([]);
    }
    for (const { ending } of told(world.alice, 'session-ended') as NoticeData<'session-ended'>[]) {
      reached.add(ending.reason);
    }
    const withdrawn = told(world.bob, 'refer-withdrawn') as NoticeData<'refer-withdrawn'>[];
    expect(new Set(withdrawn.map(({ referId }) => referId)).size).toBe(withdrawn.length);
    for (const device of [world.alice, world.bob, world.carol]) world.depart(device, 'signed-out');
    world.clock.advance(10 * REFER_MS);
    expect([world.focus.refers.size, world.focus.sessions.size, world.clock.pending]).toEqual([0, 0, 0]);
  },
);

test('[REF-2] [REF-3] [REF-5] the runs have reached every ending', () => {
  const endings = [
    'established',
    'failed',
    'timed-out',
    'transferred',
    'replaced',
    'hung-up',
    'connection-lost',
  ];
  expect([...reached]).toEqual(expect.arrayContaining(endings));
});
