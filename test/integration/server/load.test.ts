import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runLoadRound } from '../../support/load/load-round.ts';
import { LoadServer } from '../../support/load/load-server.ts';

describe.skipIf(!process.env.MEDIASOUP_WORKER_BIN)('a crowd with plain RTP in one conference', () => {
  let server: LoadServer;
  beforeAll(async () => {
    server = await LoadServer.start();
  });
  afterAll(() => server.close());

  test('[CONF-3] [CONF-11] 20 people who join at once hear each other, see the same roster, and leave nothing behind', async () => {
    const { errors, joinMs, receivedPackets } = await runLoadRound(server, {
      people: 20,
      joinOverMs: 0,
      stayMs: 0,
    });
    // Different rosters and inaudible people are errors too.
    expect(errors).toEqual([]);
    expect(joinMs).toHaveLength(20);
    expect(receivedPackets).toBeGreaterThanOrEqual(20 * 19);
  });
});
