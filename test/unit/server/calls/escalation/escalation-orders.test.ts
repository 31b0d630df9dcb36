import { expect, test } from 'vitest';
import { ParleyError } from '../../../../../protocol/errors.ts';
import type { ConferenceId } from '../../../../../protocol/ids.ts';
import type { RequestData } from '../../../../../protocol/signaling/requests.ts';
import { Random } from '../../../../support/crossing/random.ts';
import { toConference } from '../../../../support/server/calls/escalating.ts';
import { aJoin } from '../../../../support/server/conference/entering.ts';
import { type Device, FocusWorld, told } from '../../../../support/server/focus-world.ts';
import { anInvitation } from '../../../../support/server/requests.ts';

const RUNS = 300;
const STEPS = 20;

/** A call between two devices, and the conferences of its escalations. */
class CallWorld extends FocusWorld {
  readonly alice = this.arrive('Alice');
  readonly bob = this.arrive('Bob');
  readonly both = [this.alice, this.bob];
  readonly #call = anInvitation('bob@example.org');
  readonly #sent: RequestData<'invitation.send'>[] = [];
  #conferenceId: ConferenceId | undefined;

  constructor() {
    super({ timings: { resumeMs: 15_000 } });
    const { invitations, sessions } = this.focus;
    invitations.send(this.alice.endpoint, this.#call);
    invitations.accept(this.bob.endpoint, this.#call);
    sessions.answer(this.bob.endpoint, { ...this.#call, answer: 'v=0 answer' });
  }

  /** Data of a request about the call. */
  get call() {
    return { sessionId: this.#call.sessionId };
  }

  /** Data of a request about the conference of the last escalation. */
  get conference() {
    const conferenceId = this.#conferenceId;
    if (conferenceId === undefined) throw new ParleyError('CONFERENCE_UNKNOWN', 'nobody has asked');
    return { ...this.call, conferenceId };
  }

  get lives(): boolean {
    return this.focus.sessions.includes(this.call.sessionId, this.alice.endpoint);
  }

  async escalate({ endpoint }: Device): Promise<void> {
    const { conference } = await this.focus.escalations.escalate(endpoint, this.call);
    this.#conferenceId = conference.id;
  }

  invite(from: Device): void {
    const to = from === this.alice ? this.bob : this.alice;
    const { info } = this.focus.conferences.find(this.conference.conferenceId);
    const sent = toConference(info, to.endpoint.address);
    this.focus.invitations.send(from.endpoint, sent);
    this.#sent.push(sent);
  }

  /** The last invitation to a device. */
  invitationTo({ endpoint }: Device): RequestData<'invitation.send'> {
    const last = this.#sent.findLast(({ to }) => to === endpoint.address);
    if (last === undefined) throw new ParleyError('INVITATION_GONE', 'nobody has invited');
    return last;
  }

  isIn({ endpoint }: Device): boolean {
    return this.focus.conferences.includes(this.conference.conferenceId, endpoint);
  }
}

type Act = (world: CallWorld, device: Device) => unknown;

/** Actions of a device, with their probability weights. */
const ACTS: { name: string; weight: number; act: Act }[] = [
  { name: 'escalates', weight: 4, act: (world, device) => world.escalate(device) },
  { name: 'invites', weight: 3, act: (world, device) => world.invite(device) },
  {
    name: 'joins',
    weight: 8,
    act: ({ focus, conference }, { endpoint }) =>
      focus.conferences.join(endpoint, aJoin(conference.conferenceId)),
  },
  {
    name: 'reports the hand-over',
    weight: 8,
    act: ({ focus, conference }, { endpoint }) => focus.escalations.carried(endpoint, conference),
  },
  {
    name: 'rings',
    weight: 2,
    act: (world, device) => world.focus.invitations.ringing(device.endpoint, world.invitationTo(device)),
  },
  {
    name: 'accepts',
    weight: 3,
    act: (world, device) => world.focus.invitations.accept(device.endpoint, world.invitationTo(device)),
  },
  {
    name: 'declines',
    weight: 1,
    act: (world, device) =>
      world.focus.invitations.decline(device.endpoint, { ...world.invitationTo(device), reason: 'busy' }),
  },
  {
    name: 'rolls back',
    weight: 1,
    act: ({ focus, conference }, { endpoint }) =>
      focus.escalations.rollBack(endpoint, { ...conference, code: 'MEDIA_FAILED' }),
  },
  {
    name: 'leaves',
    weight: 1,
    act: ({ focus, conference }, { endpoint }) => focus.conferences.leave(endpoint, conference),
  },
  {
    name: 'hangs up',
    weight: 0.3,
    act: ({ focus, call }, { endpoint }) => focus.sessions.hangUp(endpoint, { ...call, reason: 'hung-up' }),
  },
  { name: 'is lost', weight: 0.3, act: (world, device) => world.depart(device) },
  { name: 'waits', weight: 2, act: ({ clock }) => clock.advance(3_000) },
  { name: 'waits too long', weight: 0.5, act: ({ clock }) => clock.advance(8_000) },
];
const ALL_WEIGHTS = ACTS.reduce((sum, { weight }) => sum + weight, 0);

function pickAct(random: Random): (typeof ACTS)[number] {
  let left = random.next() * ALL_WEIGHTS;
  for (const each of ACTS) {
    left -= each.weight;
    if (left < 0) return each;
  }
  return random.pick(ACTS);
}

/** A refusal is a legal outcome; any other error is a defect. */
async function attempt(act: () => unknown): Promise<void> {
  try {
    await act();
  } catch (thrown) {
    if (!(thrown instanceof ParleyError) || thrown.code === 'STATE_ILLEGAL') throw thrown;
  }
}

const endingsOf = (device: Device) =>
  (told(device, 'session-ended') as { ending: { reason: string } }[]).map(({ ending }) => ending.reason);
const rolledBack = (device: Device) =>
  (told(device, 'session-rolled-back') as { conferenceId: string }[]).map(({ conferenceId }) => conferenceId);

type Outcome = 'lives' | 'escalated' | 'ended';

/** State of the call. Both sides must have got the same notices. */
function outcomeOf({ lives, both }: CallWorld): Outcome {
  const endings = both.map(endingsOf);
  if (lives) {
    expect(endings).toEqual([[], []]);
    return 'lives';
  }
  if (!endings.flat().includes('escalated')) {
    expect(endings.flat().length).toBeLessThanOrEqual(1);
    return 'ended';
  }
  expect(endings).toEqual([['escalated'], ['escalated']]);
  return 'escalated';
}

/** Two people do random things, some of them while others are in progress. */
async function muddle(world: CallWorld, random: Random, done: string[]): Promise<void> {
  let underWay: Promise<void>[] = [];
  for (let step = 0; step < STEPS; step += 1) {
    const { name, act } = pickAct(random);
    const device = random.pick(world.both);
    if (device.endpoint.gone) continue;
    done.push(`${device.endpoint.displayName} ${name}`);
    const before = outcomeOf(world);
    underWay.push(attempt(() => act(world, device)));
    if (before === 'lives' && outcomeOf(world) === 'escalated') {
      expect(world.both.map((each) => world.isIn(each))).toEqual([true, true]);
    }
    if (random.chance(0.3)) continue;
    await Promise.all(underWay);
    underWay = [];
  }
  await Promise.all(underWay);
}

/** Checks the state after all actions. */
async function checkRest(world: CallWorld): Promise<Outcome> {
  const { clock, focus, both } = world;
  clock.advance(60_000);
  const outcome = outcomeOf(world);
  // Both sides were notified of the same roll-backs, each once.
  const [one = [], other = []] = both.map(rolledBack);
  expect(new Set(one).size).toBe(one.length);
  if (both.every(({ endpoint }) => !endpoint.gone)) expect(one).toEqual(other);
  for (const { sent } of both) {
    const names = sent.map(({ name }) => name);
    const afterEnd = names.includes('session-ended') ? names.slice(names.indexOf('session-ended')) : [];
    expect(afterEnd).not.toContain('session-rolled-back');
  }
  if (outcome === 'lives') {
    expect(focus.conferences.size).toBe(0);
    focus.sessions.hold(world.alice.endpoint, { ...world.call, held: true });
  }
  for (const { endpoint } of both) await attempt(() => focus.conferences.leave(endpoint, world.conference));
  clock.advance(120_000);
  expect(focus.conferences.size).toBe(0);
  expect(clock.pending).toBe(0);
  return outcome;
}

test('[ESC-2] [ESC-3] [ESC-6] after actions in any order, a call lives, continues as a conference, or has ended', async () => {
  const seen: Record<Outcome, number> = { lives: 0, escalated: 0, ended: 0 };
  for (let seed = 1; seed <= RUNS; seed += 1) {
    const done: string[] = [];
    const world = new CallWorld();
    try {
      await muddle(world, new Random(seed), done);
      seen[await checkRest(world)] += 1;
    } catch (thrown) {
      throw new Error(`seed ${seed}: ${done.join(', ')}`, { cause: thrown });
    }
  }
  for (const count of Object.values(seen)) expect(count).toBeGreaterThan(RUNS / 20);
});

test('the metrics count each escalation by its outcome', async () => {
  const world = new CallWorld();
  const { focus, alice, bob, both, clock } = world;
  await world.escalate(alice);
  clock.advance(8_000);
  await world.escalate(bob);
  for (const { endpoint } of both) {
    await focus.conferences.join(endpoint, aJoin(world.conference.conferenceId));
    focus.escalations.carried(endpoint, world.conference);
  }
  const text = await focus.metrics.text();
  expect(text).toContain('parley_escalations_total{outcome="REQUEST_TIMED_OUT"} 1');
  expect(text).toContain('parley_escalations_total{outcome="carried"} 1');
});

test('[RES-4] a closing server leaves no timer of a conference that is still being created', async () => {
  const world = new CallWorld();
  const before = world.clock.pending;
  const asked = world.escalate(world.alice);
  world.focus.escalations.close();
  await expect(asked).rejects.toMatchObject({ code: 'ESCALATION_FAILED' });
  expect(world.clock.pending).toBe(before);
});
