import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { mediaFlows } from '../../support/program/media-flow.ts';
import { createConference, joinConference } from '../../support/program/meeting.ts';
import { carriers } from '../../support/program/page-probe.ts';
import type { Person } from '../../support/program/person.ts';
import { type OpenWorld, openWorld } from '../../support/program/world.ts';

describe('if UDP is blocked', () => {
  let world: OpenWorld;
  let people: [Person, Person];

  beforeAll(async () => {
    world = await openWorld(['--webrtc-ip-handling-policy=disable_non_proxied_udp']);
    people = [await world.signIn('Alice'), await world.signIn('Bob')];
  });
  afterAll(() => world.close());

  test('[CONF-1] a conference works over the TCP port: pictures move and sound flows both ways', async () => {
    const [alice, bob] = people;
    await joinConference(bob, await createConference(alice));
    await mediaFlows(alice, bob);
    for (const { page } of people) expect(await carriers(page)).toEqual(['tcp', 'tcp']);
  });
});
