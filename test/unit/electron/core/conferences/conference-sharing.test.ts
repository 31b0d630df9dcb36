import { beforeEach, describe, expect, test } from 'vitest';
import { ClientWorld } from '../../../../support/core/client-world.ts';
import { ConferenceCalls, conferenceId } from '../../../../support/core/conference-calls.ts';
import { OWN_ID, participant } from '../../../../support/core/fakes/conference-replies.ts';
import type { FakePage } from '../../../../support/core/fakes/fake-page.ts';
import { settled } from '../../../../support/fake-clock.ts';

let world: ClientWorld;
let page: FakePage;
let calls: ConferenceCalls;

beforeEach(async () => {
  world = new ClientWorld();
  page = await world.signedInPage();
  calls = new ConferenceCalls(world, page);
});

const share = () => page.send('share-in-conference', { conferenceId });
const inRole = (role: string) => calls.letIn({ participants: [participant(OWN_ID, 'Alice', { role })] });

/** Lets the user take their time. @returns a function that ends the choice */
function choosing(): (chosen: boolean) => void {
  let settle = (_: boolean) => {};
  page.when('open-screen', async () => {
    const open = await new Promise<boolean>((resolve) => (settle = resolve));
    return open ? { result: { open }, name: 'Slides' } : { result: { open } };
  });
  return (chosen) => settle(chosen);
}

describe('a screen in a conference', () => {
  test.each(['organizer', 'presenter'])(
    '[CONF-3] [CONF-8] is shown by the %s on a lease of its own',
    async (role) => {
      inRole(role);
      await calls.join();
      expect(await share()).toEqual({ shared: true });
      expect(page.latest('open-screen')).toEqual({ leaseId: calls.stay.screenLeaseId });
      expect(calls.stay.local).toMatchObject({ screen: 'on', screenName: 'Screen' });
      expect(world.signaling.latest('conference.media').media.screen).toBe('on');
    },
  );

  test('[CONF-8] is not for attendees: the user is not asked to choose', async () => {
    inRole('attendee');
    await calls.join();
    await expect(share()).rejects.toMatchObject({ code: 'CONFERENCE_FORBIDDEN' });
    expect(page.heard).not.toContain('open-screen');
  });

  test('[CONF-8] is only for participants who are in', async () => {
    await expect(share()).rejects.toMatchObject({ code: 'CONFERENCE_NOT_JOINED' });
    await calls.waits();
    await expect(share()).rejects.toMatchObject({ code: 'CONFERENCE_NOT_JOINED' });
    expect(page.heard).not.toContain('open-screen');
  });

  test('[CONF-8] a user who becomes an attendee while choosing shows nothing', async () => {
    await calls.join();
    const choose = choosing();
    const sharing = share();
    await settled();
    const demoted = participant(OWN_ID, 'Alice', { role: 'attendee' });
    world.notice({ name: 'participant-changed', data: { conferenceId, participant: demoted } });
    choose(true);
    await expect(sharing).rejects.toMatchObject({ code: 'CONFERENCE_FORBIDDEN' });
    await settled();
    expect(calls.stay.local.screen).toBe('off');
    expect(page.latest('set-source')).toMatchObject({ source: 'screen', on: false });
  });

  test('[SES-3] choosing none is no failure', async () => {
    await calls.join();
    page.when('open-screen', async () => ({ result: { open: false } }));
    expect(await share()).toEqual({ shared: false });
    expect(calls.stay.local.screen).toBe('off');
  });

  test('[SES-3] a screen that does not open says why', async () => {
    await calls.join();
    page.when('open-screen', async () => ({
      result: { open: false, code: 'MEDIA_PERMISSION_DENIED' },
    }));
    await expect(share()).rejects.toMatchObject({ code: 'MEDIA_PERMISSION_DENIED' });
  });

  test('[SES-3] is shared once at a time, also during a choice', async () => {
    await calls.join();
    const choose = choosing();
    const first = share();
    await expect(share()).rejects.toMatchObject({ code: 'SESSION_WRONG_STATE' });
    await settled();
    choose(true);
    await first;
    await expect(share()).rejects.toMatchObject({ code: 'SESSION_WRONG_STATE' });
    const to = { to: 'bob@parley.localhost', conversationId: 'conversation-1' } as never;
    await expect(page.send('share-screen', to)).rejects.toMatchObject({ code: 'SESSION_WRONG_STATE' });
  });

  test('[SES-3] is stopped like a camera, also in the sharing bar of the system, and shared again', async () => {
    await calls.join();
    await share();
    await page.send('set-source', { leaseId: calls.stay.screenLeaseId, source: 'screen', on: false });
    expect(calls.stay.local.screen).toBe('off');
    await share();
    await page.send('source-ended', { leaseId: calls.stay.screenLeaseId, source: 'screen' });
    expect(calls.stay).toMatchObject({ state: 'connected', local: { screen: 'off' } });
    expect(world.client.state.alerts).toEqual([]);
    expect(await share()).toEqual({ shared: true });
  });

  test('[LEASE-2] a user who leaves while choosing shows nothing', async () => {
    await calls.join();
    const choose = choosing();
    const sharing = share();
    await settled();
    await page.send('leave-conference', { conferenceId });
    choose(true);
    expect(await sharing).toEqual({ shared: false });
    expect(page.heard.at(-1)).toBe('release-lease');
    expect(calls.stay).toMatchObject({ state: 'exited', local: { screen: 'off' } });
  });

  test('[LEASE-2] both leases of a stay are released with it, once each', async () => {
    await calls.join();
    const { leaseId, screenLeaseId } = calls.stay;
    expect(page.latest('sfu-open')).toMatchObject({ leaseId, screenLeaseId });
    expect(leaseId).not.toBe(screenLeaseId);
    await share();
    await page.send('set-source', { leaseId, source: 'camera', on: true });
    await page.send('leave-conference', { conferenceId });
    expect(calls.orders('release-lease')).toEqual([{ leaseId }, { leaseId: screenLeaseId }]);
  });
});
