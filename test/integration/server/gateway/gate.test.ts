import { connect, type Socket } from 'node:net';
import { Writable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createLog } from '../../../../server/log.ts';
import { FakeClock } from '../../../support/fake-clock.ts';
import { connectPacket, RawClient } from '../../../support/server/raw-client.ts';
import { aMessage } from '../../../support/server/requests.ts';
import type { TestClient } from '../../../support/server/test-client.ts';
import { TestServer, tokenFor } from '../../../support/server/test-server.ts';
import { until } from '../../../support/until.ts';

let server: TestServer;
let clock: FakeClock;
let innocent: TestClient;
let log: string;
const clients: RawClient[] = [];

beforeEach(async () => {
  clock = new FakeClock();
  log = '';
  const lines = new Writable({
    write(chunk, _encoding, done) {
      log += chunk;
      done();
    },
  });
  server = await TestServer.start({}, { clock, log: createLog('info', lines) });
  innocent = await server.signIn('Alice');
});
afterEach(async () => {
  for (const client of clients.splice(0)) client.close();
  await server.close();
});

const url = () => server.running.url;
const kept = (client: RawClient) => {
  clients.push(client);
  return client;
};
const open = async () => kept(await RawClient.open(url()));
const signIn = async (register = true) =>
  kept(await RawClient.signIn(url(), await tokenFor('Mallory'), { register }));

describe('[RES-6] binary messages are refused before they are stored or measured', () => {
  const placeholders = (count: number) =>
    Array.from({ length: count }, () => ({ _placeholder: true, num: 0 }));

  test.each([
    ['12,000 placeholders of one attachment', placeholders(12_000), 1],
    ['ten attachments', placeholders(10), 10],
    ['none of its attachments used', [], 3],
  ])('%s: a typed error immediately, and the connection stays open', async (_what, list, attachments) => {
    const mallory = await signIn(false);
    mallory.write(`45${attachments}-7["request",{"name":"register","data":${JSON.stringify(list)}}]`);
    for (let count = 0; count < attachments; count += 1) mallory.write(Buffer.alloc(440_000));
    expect(await mallory.hears((message) => message.startsWith('437['))).toContain('PROTOCOL_MALFORMED');
    await mallory.request({ name: 'register', data: { deviceName: 'raw', doNotDisturb: false } });
    await innocent.settled();
  });

  test('endless binary closes its own connection', async () => {
    const mallory = await signIn();
    for (let count = 0; count < 200; count += 1) mallory.write(Buffer.alloc(10));
    await mallory.closed;
    await innocent.settled();
  });

  test('a binary acknowledgement is refused too', async () => {
    const mallory = await signIn();
    for (let count = 0; count < 200; count += 1) mallory.write('461-0[{"_placeholder":true,"num":0}]');
    await mallory.closed;
    await innocent.settled();
  });
});

describe('[RES-6] before the sign-in a connection costs almost nothing', () => {
  test.each([
    ['a second CONNECT', (token: string) => [connectPacket(token), connectPacket(token)]],
    ['a request', () => ['421["request",{"name":"register","data":{}}]']],
    ['another namespace', (token: string) => [connectPacket(token).replace('40{', '40/admin,{')]],
    ['an acknowledgement', () => ['430[]']],
    ['binary', () => [Buffer.alloc(100)]],
    ['nonsense', () => ['9', '{}', '']],
    ['a sign-in that is too long', () => [`40{"token":"${'x'.repeat(20_000)}"}`]],
  ])('%s closes it', async (_what, messages) => {
    const mallory = await open();
    for (const message of messages(await tokenFor('Mallory'))) mallory.write(message);
    await mallory.closed;
    await innocent.settled();
  });

  test('a second CONNECT closes it after the sign-in too', async () => {
    const mallory = await signIn();
    mallory.write(connectPacket(await tokenFor('Mallory')));
    await mallory.closed;
    await innocent.settled();
  });

  test('a large message in many fragments closes it before it is complete', async () => {
    const mallory = await open();
    for (let count = 0; count < 40; count += 1) mallory.socket.send('x'.repeat(1_000), { fin: false });
    await mallory.closed;
  });

  test('a refused sign-in gets the reason and is then closed', async () => {
    const mallory = await open();
    mallory.write(connectPacket('no.token.atall'));
    expect(await mallory.hears((message) => message.startsWith('44'))).toContain('AUTH_TOKEN_INVALID');
    await mallory.closed;
  });

  test('silence closes it after a few seconds, before the sign-in and before the registration', async () => {
    const silent = await open();
    const unregistered = await signIn(false);
    clock.advance(8_000);
    await Promise.all([silent.closed, unregistered.closed]);
    await innocent.settled();
  });
});

describe('[RES-6] sockets that have not signed in', () => {
  const sockets: Socket[] = [];
  afterEach(() => {
    for (const socket of sockets.splice(0)) socket.destroy();
  });

  const knock = (localAddress = '127.0.0.1') =>
    new Promise<void>((resolve) => {
      const { port } = server.running;
      const socket = connect({ port, host: '127.0.0.1', localAddress }, resolve);
      socket.on('error', () => resolve());
      // A socket that does not read does not notice that the other side has closed.
      socket.resume();
      sockets.push(socket);
    });
  const alive = () => sockets.filter(({ closed, destroyed }) => !closed && !destroyed).length;

  test('1,500 from one source: no more than 512 stay, and a person with a token still gets in', async () => {
    for (let count = 0; count < 1_500; count += 100)
      await Promise.all(Array.from({ length: 100 }, () => knock()));
    await until(alive, (count) => count <= 512, { what: 'sockets of strangers' });
    // The oldest sockets are replaced after their minimum time.
    clock.advance(2_500);
    const bob = await server.signIn('Bob');
    await bob.settled();
    await innocent.settled();
  });

  test('2,500 from five sources: no more than 2,048 stay, and a person with a token still gets in', async () => {
    for (let count = 0; count < 2_500; count += 100) {
      const source = `127.0.0.${2 + (count % 500) / 100}`;
      await Promise.all(Array.from({ length: 100 }, () => knock(source)));
    }
    await until(alive, (count) => count <= 2_048, { what: 'sockets of strangers' });
    clock.advance(2_500);
    const bob = await server.signIn('Bob');
    await bob.settled();
    await innocent.settled();
  });

  test('a signed-in connection no longer counts', async () => {
    for (let count = 0; count < 520; count += 1) {
      if (count % 50 === 0) clock.advance(60_000);
      const person = await RawClient.signIn(url(), await tokenFor(`Person ${count % 60}`));
      kept(person);
    }
    expect(clients.filter(({ isOpen }) => isOpen)).toHaveLength(520);
  }, 120_000);
});

test('[RES-6] a person can have forty connections; the next one is closed, and another person gets in', async () => {
  await Promise.all(Array.from({ length: 40 }, () => signIn()));
  const token = await tokenFor('Mallory');
  await expect(RawClient.signIn(url(), token)).rejects.toThrow('gone');
  clients[0]?.close();
  await clients[0]?.closed;
  const comesIn = async () => {
    const another = await RawClient.signIn(url(), token).catch(() => undefined);
    if (another !== undefined) kept(another);
    return another !== undefined;
  };
  await until(comesIn, (inside) => inside, { what: 'a connection in the place of the closed one' });
  await server.signIn('Bob');
});

describe('[RES-6] data that is not read', () => {
  const writeToMallory = async () => {
    for (let count = 0; count < 20; count += 1) {
      await innocent.request('message.send', aMessage('mallory@example.org', 'x'.repeat(60_000)));
    }
  };
  const sync = (id: number) => `42${id}["request",{"name":"message.sync","data":{"afterRevision":0}}]`;
  test('over 8 MiB closes the connection, and the person counts as lost', async () => {
    const mallory = await signIn();
    await writeToMallory();
    mallory.stopReading();
    for (let id = 1; id <= 30; id += 1) mallory.write(sync(id));
    const gone = await innocent.notice('person-changed', ({ person }) => person.presence === 'offline');
    expect(gone.person.address).toBe('mallory@example.org');
    await innocent.settled();
  });

  test('a client that reads gets twice as much without a pause', async () => {
    const mallory = await signIn();
    await writeToMallory();
    for (let id = 1; id <= 14; id += 1) {
      mallory.write(sync(id));
      await mallory.hears((message) => message.startsWith(`43${id}[`));
    }
    expect(mallory.isOpen).toBe(true);
  });
});

describe('[SEC-5] events of other names', () => {
  test.each(['error', 'disconnecting', 'message'])(
    '"%s" is refused, and nothing of it reaches the log',
    async (event) => {
      const mallory = await signIn();
      mallory.write(`429["${event}",{"secret":"hunter2-hunter2"}]`);
      expect(await mallory.hears((message) => message.startsWith('439['))).toContain('PROTOCOL_MALFORMED');
      for (let count = 0; count < 200; count += 1)
        mallory.write(`42["${event}","hunter2-${'x'.repeat(1_000)}"]`);
      await mallory.closed;
      await innocent.settled();
      expect(log).not.toContain('hunter2');
      expect(log.length).toBeLessThan(10_000);
    },
  );

  test('a flood of refusals leaves a few lines and a count', async () => {
    const mallory = await signIn();
    for (let count = 0; count < 90; count += 1) await mallory.request({ name: 'no such request' });
    clock.advance(1_000);
    expect(log.match(/request refused/g)?.length).toBe(5);
    expect(log).toContain('"leftOut":85');
  });
});
