import { MAX_PARTICIPANTS, Participant } from '../../../protocol/conferences/conference.ts';
import type { Notice } from '../../../protocol/signaling/notices.ts';
import { Person } from '../../../protocol/signaling/shapes.ts';
import { ClientWorld } from '../../support/core/client-world.ts';
import { ConferenceCalls, conferenceId } from '../../support/core/conference-calls.ts';
import { OFF, OWN_ID, participant } from '../../support/core/fakes/conference-replies.ts';
import { FakePage } from '../../support/core/fakes/fake-page.ts';
import { REGISTERED } from '../../support/core/fakes/fake-signaling.ts';
import { type Measured, record, spreadOf } from '../figures.ts';
import { PageWire } from '../page-wire.ts';

const SIZES = [10, 100, 2_000];
/** Number of changes of each kind in one run, after some that are not counted. */
const CHANGES = 40;
const UNCOUNTED = 10;
const MAX_CHANGE_BYTES = 1_024;

type Figures = Record<string, number>;
type Kind = 'presence' | 'mute';

const people = (count: number) =>
  Array.from({ length: count }, (_, at) => onePerson(at, 'available')) as Person[];
const onePerson = (at: number, presence: Person['presence']) =>
  Person.parse({ address: `person-${at}@parley.localhost`, displayName: `Person ${at}`, presence });
/** A conference has a capacity of 200. */
const roster = (count: number) =>
  Array.from({ length: Math.min(count, MAX_PARTICIPANTS) }, (_, at) =>
    at === 0 ? participant(OWN_ID, 'Alice') : oneParticipant(at, false),
  );
const oneParticipant = (at: number, isHeard: boolean) =>
  participant(`participant-${at}0`, `Person-${at}`, {
    media: { ...OFF, microphone: isHeard ? 'on' : 'muted' },
  });

/** The item of the n-th change, and the notice with which the server announces it. */
const CHANGED: Record<Kind, (turn: number) => { item: unknown; notice: Notice }> = {
  presence: (turn) => {
    const person = onePerson(5, turn % 2 ? 'in-call' : 'available');
    return { item: person, notice: { name: 'person-changed', data: { person } } };
  },
  mute: (turn) => {
    const changed = oneParticipant(5, turn % 2 === 1);
    return {
      item: changed,
      notice: { name: 'participant-changed', data: { conferenceId, participant: changed } },
    };
  },
};
const PARSED = { presence: Person, mute: Participant };

/** Alice is signed in with this many other people and is in a conference; her page is connected by a WebSocket. */
async function measureSize(count: number): Promise<Measured> {
  const world = new ClientWorld();
  world.signaling.when('register', async () => ({ ...REGISTERED, people: people(count) }));
  let bytes = 0;
  let applied = () => {};
  const wire = await PageWire.open((page) => world.client.connectPage(page), {
    arrived: (text) => {
      if (text.includes('"state-changed"')) bytes += text.length;
    },
    done: (name) => {
      if (name === 'state-changed') applied();
    },
  });
  const page = new FakePage(wire);
  await page.attach();
  await page.send('sign-in', { displayName: 'Alice' as never });
  const calls = new ConferenceCalls(world, page);
  calls.letIn({ participants: roster(count) });
  await calls.join();
  const change = async (notice: Notice) => {
    bytes = 0;
    const done = new Promise<void>((resolve) => {
      applied = resolve;
    });
    world.notice(notice);
    await done;
    return bytes;
  };
  const measured: Measured = { parley: {}, reference: {} };
  try {
    await quiet(() => bytes);
    for (const kind of ['presence', 'mute'] as const) {
      const bare = await wire.bare((value) => PARSED[kind].parse(value));
      const turns = Array.from({ length: UNCOUNTED + CHANGES }, (_, turn) => CHANGED[kind](turn));
      record(measured.parley, await figuresOf(kind, count, turns, ({ notice }) => change(notice)));
      record(measured.reference, await figuresOf(kind, count, turns, ({ item }) => bare(item)));
    }
  } finally {
    await wire.close();
    await world.client.close();
  }
  return measured;
}

/** Resolves when no message has arrived for a short time: the effects of joining are over. */
async function quiet(count: () => number): Promise<void> {
  for (let before = -1; before !== count(); ) {
    before = count();
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** Bytes and milliseconds of one change: the median of many. */
async function figuresOf<Turn>(
  kind: Kind,
  count: number,
  turns: readonly Turn[],
  run: (turn: Turn) => Promise<number>,
): Promise<Figures> {
  const [bytes, ms]: [number[], number[]] = [[], []];
  for (const [at, turn] of turns.entries()) {
    const startedAt = performance.now();
    const length = await run(turn);
    if (at < UNCOUNTED) continue;
    ms.push(performance.now() - startedAt);
    bytes.push(length);
  }
  return { [`${kind}${count}Bytes`]: spreadOf(bytes).median, [`${kind}${count}Ms`]: spreadOf(ms).median };
}

/**
 * One person's presence and one participant's mute, from the server's notice in main to the state of the page, with
 * 10, 100 and 2,000 people (a conference has 200 at most). The reference sends only the changed item in the same way.
 */
export async function measure(runs: number): Promise<Measured> {
  const measured = { parley: {}, reference: {}, broken: [] as string[] };
  for (let run = 0; run < runs; run += 1) {
    for (const count of SIZES) {
      const { parley, reference } = await measureSize(count);
      for (const [figure, [value = 0]] of Object.entries(parley)) {
        record(measured.parley, { [figure]: value });
        if (figure.endsWith('Bytes') && value >= MAX_CHANGE_BYTES)
          measured.broken.push(`${figure} is ${value}: a change costs less than ${MAX_CHANGE_BYTES} bytes`);
      }
      for (const [figure, [value = 0]] of Object.entries(reference))
        record(measured.reference, { [figure]: value });
    }
  }
  return measured;
}
