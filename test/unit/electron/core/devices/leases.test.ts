import { beforeEach, describe, expect, test } from 'vitest';
import { Leases } from '../../../../../electron/core/devices/leases.ts';
import { Ledger } from '../../../../../electron/core/devices/ledger.ts';
import { ParleyError } from '../../../../../protocol/errors.ts';
import type { LeaseId } from '../../../../../protocol/ids.ts';
import { MAX_TRACKS_HELD } from '../../../../../protocol/local/ledger.ts';
import { BOTH } from '../../../../support/core/calls.ts';
import { ClientWorld } from '../../../../support/core/client-world.ts';
import { FakePage } from '../../../../support/core/fakes/fake-page.ts';
import { BOB } from '../../../../support/core/fakes/fake-signaling.ts';
import { FakeClock, settled } from '../../../../support/fake-clock.ts';
import { sessionsIn } from '../../../../support/session-facts.ts';

describe('the ledger in the core', () => {
  let world: ClientWorld;
  let page: FakePage;
  let leaseId: LeaseId;

  beforeEach(async () => {
    world = new ClientWorld();
    page = await world.signedInPage();
    await page.send('call', { to: BOB.address, media: BOTH });
    await settled();
    leaseId = session().leaseId;
  });

  function session() {
    const [view] = sessionsIn(world.client.state);
    if (view === undefined) throw new Error('no session');
    return view;
  }
  const hold = (trackId: string, source: 'microphone' | 'camera' = 'camera') =>
    page.send('hold-track', { leaseId, source, trackId, isClone: false });
  const ledger = () => world.client.state.ledger;
  const hangUp = () => page.send('hang-up', { sessionId: session().id });

  test('[LEASE-1] a track is in the state with its holder, and the page sees it', async () => {
    await hold('track-1');
    await settled();
    const entry = { trackId: 'track-1', leaseId, holder: { purpose: 'call', name: 'Bob' } };
    expect(ledger().held).toMatchObject([entry]);
    expect(page.state.ledger.held).toMatchObject([entry]);
  });

  test('[LEASE-1] a track of an ended or unknown lease is refused', async () => {
    await hangUp();
    await expect(hold('track-1')).rejects.toMatchObject({ code: 'MEDIA_OBJECT_UNKNOWN' });
    leaseId = 'never-granted' as LeaseId;
    await expect(hold('track-1')).rejects.toMatchObject({ code: 'MEDIA_OBJECT_UNKNOWN' });
    expect(ledger()).toEqual({ held: [], receipts: [] });
  });

  test('[LEASE-1] a page that holds too much is refused', async () => {
    for (let n = 0; n < MAX_TRACKS_HELD; n += 1) await hold(`track-${n}`);
    await expect(hold('one-too-many')).rejects.toMatchObject({ code: 'LIMIT_REACHED' });
  });

  test('[LEASE-3] tracks stay in the ledger until the page says that they ended, whatever was ordered', async () => {
    page.when('release-lease', async () => {
      throw new ParleyError('MEDIA_FAILED', 'it does not answer well');
    });
    await hold('track-1');
    await hangUp();
    await settled();
    expect(ledger().held).toMatchObject([{ trackId: 'track-1' }]);
    await page.send('tracks-ended', { leaseId, trackIds: ['track-1'] });
    expect(ledger()).toMatchObject({ held: [], receipts: [{ source: 'camera', witness: 'page' }] });
  });

  test.each([
    ['closes', (old: FakePage) => old.close()],
    ['is replaced by another one', () => new FakePage(world.client).attach()],
  ])('[LEASE-3] [RES-5] a page that %s takes its tracks along', async (_, go) => {
    page.when('release-lease', () => new Promise(() => {}));
    await hold('track-1');
    await hold('track-2', 'microphone');
    await go(page);
    await settled();
    const receipts = ['camera', 'microphone'].map((source) => ({ source, witness: 'page-gone' }));
    expect(ledger()).toMatchObject({ held: [], receipts });
  });
});

test('[LEASE-1] a lease that is handed over notifies its new holder, and the ledger follows', () => {
  const clock = new FakeClock();
  const ids = { next: () => 'lease-0001' };
  let held: string[] = [];
  const ledger = new Ledger({
    clock,
    ids,
    show: (view) => {
      held = view.held.map(({ holder }) => holder.name);
    },
  });
  const log = { info: () => {}, warn: () => {} };
  const page = { attached: false, order: () => Promise.reject(new Error('no page')) };
  const leases = new Leases({ page, ids, log, deviceFailed: () => {} }, ledger);
  const heard: string[] = [];
  const lease = leases.grant({ purpose: 'preview', name: '' }, () => heard.push('preview'));
  leases.holdTrack({ leaseId: lease.id, source: 'camera', trackId: 'track-1', isClone: false });
  leases.devices(lease.id).sourceEnded('camera');
  lease.handOver({ purpose: 'conference', name: 'Standup' }, () => heard.push('conference'));
  leases.devices(lease.id).sourceEnded('camera');
  expect([heard, held]).toEqual([['preview', 'conference'], ['Standup']]);
  expect(lease.holder).toEqual({ purpose: 'conference', name: 'Standup' });
  leases.holdTrack({ leaseId: lease.id, source: 'camera', trackId: 'track-2', isClone: false });
  expect(held).toEqual(['Standup', 'Standup']);
});
