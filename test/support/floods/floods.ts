import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { REQUEST_SAMPLES } from '../../contract/samples.ts';
import { connectPacket, RawClient } from '../server/raw-client.ts';
import { aMessage, anId, anInvitation } from '../server/requests.ts';
import { tokenFor } from '../server/test-server.ts';

/** Target and maximum duration of a flood. */
export interface Target {
  url: string;
  /** Port of the only media worker. */
  mediaPort: number;
  /** A person who gets calls and messages and answers none. */
  victim: string;
  untilMs: number;
}

type Flood = (target: Target) => Promise<void>;

const mayContinue = ({ untilMs }: Target) => performance.now() < untilMs;
const packet = (name: string, data: unknown, id = 1) =>
  `42${id}["request",${JSON.stringify({ name, data })}]`;
const register = packet('register', { deviceName: 'flood', doNotDisturb: false });

/** Signs in again whenever the server closes the connection. Waits for the socket to drain between two batches. */
async function persist(
  target: Target,
  batch: (client: RawClient) => void,
  { person = 'Mallory', registers = true } = {},
): Promise<void> {
  const token = await tokenFor(person);
  while (mayContinue(target)) {
    const client = await RawClient.signIn(target.url, token, { register: registers }).catch(() => undefined);
    while (client?.isOpen && mayContinue(target)) {
      batch(client);
      await delay(client.socket.bufferedAmount > 1_000_000 ? 10 : 0);
    }
    client?.close();
    await delay(5);
  }
}

const times = (count: number, task: () => void) => {
  for (let index = 0; index < count; index += 1) task();
};

/** Opens as many sockets as possible, and keeps them for as long as the server allows. */
async function idle(target: Target, { port, count }: { port: number; count: number }): Promise<void> {
  const sockets: Socket[] = [];
  while (mayContinue(target)) {
    if (sockets.filter(({ closed }) => !closed).length < count) {
      times(20, () =>
        sockets.push(
          connect(port, '127.0.0.1')
            .on('error', () => {})
            .resume(),
        ),
      );
    }
    await delay(2);
  }
  for (const socket of sockets) socket.destroy();
}

/** A client that answers pings and does not read anything. */
async function neverReads(target: Target, person: string): Promise<void> {
  const token = await tokenFor(person);
  while (mayContinue(target)) {
    const client = await RawClient.signIn(target.url, token).catch(() => undefined);
    client?.stopReading();
    while (client?.isOpen && mayContinue(target)) {
      client.write('3');
      times(10, () => client.write(packet('message.sync', { afterRevision: 0 })));
      await delay(200);
    }
    client?.close();
    await delay(50);
  }
}

const placeholders = JSON.stringify(Array.from({ length: 12_000 }, () => ({ _placeholder: true, num: 0 })));
const attachment = Buffer.alloc(440_000);
const parameters = Object.fromEntries(Array.from({ length: 4_000 }, (_, index) => [`k${index}`, index]));
const produce = REQUEST_SAMPLES['media.produce'].data as { rtpParameters: { codecs: object[] } };
const manyParameters = packet('media.produce', {
  ...produce,
  rtpParameters: { codecs: [{ ...produce.rtpParameters.codecs[0], parameters }] },
});

/** Every flood of the issue "What strangers, crossings and careless hands can do to it", A1 to A4, by its name. */
export const FLOODS = {
  /** A1 */
  placeholders: (target) =>
    persist(
      target,
      (client) => {
        client.write(`451-1["request",{"name":"register","data":${placeholders}}]`);
        client.write(attachment);
      },
      { registers: false },
    ),
  /** A2 */
  unread: async (target) => {
    const people = Array.from({ length: 8 }, (_, index) => `Mallory ${index}`);
    const writer = await RawClient.signIn(target.url, await tokenFor('Writer'));
    for (const person of people) {
      const to = `${person.toLowerCase().replace(' ', '.')}@example.org`;
      const text = 'x'.repeat(60_000);
      times(4, () => writer.write(packet('message.send', aMessage(to, text))));
    }
    await writer.request({ name: 'presence.set', data: { doNotDisturb: true } });
    await Promise.all(people.map((person) => neverReads(target, person)));
    writer.close();
  },
  /** A3 */
  requests: (target) => persist(target, (client) => times(200, () => client.write(register))),
  /** A3 */
  connects: async (target) => {
    while (mayContinue(target)) {
      const client = await RawClient.open(target.url).catch(() => undefined);
      if (client !== undefined) times(50, () => client.write(connectPacket('no.token.atall')));
      await client?.closed;
    }
  },
  /** A3 */
  parameters: (target) => persist(target, (client) => times(20, () => client.write(manyParameters))),
  /** A10 */
  events: (target) =>
    persist(target, (client) => times(50, () => client.write(`42["error","${'x'.repeat(10_000)}"]`))),
  /** A4 */
  invitations: (target) =>
    persist(target, (client) => {
      times(10, () => client.write(packet('invitation.send', anInvitation(target.victim))));
      client.close();
    }),
  /** A4 */
  conferences: (target) =>
    persist(target, (client) =>
      times(50, () => client.write(packet('conference.create', { conversationId: anId(), title: '' }))),
    ),
  /** A4 */
  mailbox: (target) =>
    persist(target, (client) =>
      times(50, () => client.write(packet('message.send', aMessage(target.victim, 'x'.repeat(60_000))))),
    ),
  /** A4 */
  strangers: (target) => idle(target, { port: Number(new URL(target.url).port), count: 1_500 }),
  /** A4 */
  mediaStrangers: (target) => idle(target, { port: target.mediaPort, count: 3_000 }),
} as const satisfies Record<string, Flood>;

export type FloodName = keyof typeof FLOODS;

/** As a separate program: floods the target that its parent names, and exits. */
if (process.send !== undefined && process.argv[1] === new URL(import.meta.url).pathname) {
  const [message] = await once(process, 'message');
  const { flood, forMs, ...where } = message as Omit<Target, 'untilMs'> & { flood: FloodName; forMs: number };
  const startedAtMs = performance.now();
  await FLOODS[flood]({ ...where, untilMs: startedAtMs + forMs });
  const { user, system } = process.cpuUsage();
  const percent = (user + system) / 10 / (performance.now() - startedAtMs);
  process.send(percent, () => process.exit(0));
}
