import { beforeEach, describe, expect, test } from 'vitest';
import type { Lease } from '../../../../../electron/core/devices/lease.ts';
import { Leases } from '../../../../../electron/core/devices/leases.ts';
import { Ledger } from '../../../../../electron/core/devices/ledger.ts';
import { sendOrder } from '../../../../../protocol/rpc/envelope.ts';
import type { OrderData, OrderName } from '../../../../../protocol/rpc/orders.ts';
import type { MediaStatus } from '../../../../../protocol/signaling/shapes.ts';
import { BOTH } from '../../../../support/core/calls.ts';
import { FakePage } from '../../../../support/core/fakes/fake-page.ts';
import { FakeClock, settled } from '../../../../support/fake-clock.ts';

const ALL_ON = { microphone: 'on', camera: 'on', screen: 'off' };

describe('two rights to the same devices', () => {
  let page: FakePage;
  let leases: Leases;
  let holders: string[];
  let failures: string[];
  let heard: { call: MediaStatus[]; stay: MediaStatus[] };
  let call: Lease;
  let stay: Lease;

  beforeEach(async () => {
    [holders, failures, heard] = [[], [], { call: [], stay: [] }];
    let ids = 0;
    const next = () => `fake-id-${++ids}`;
    const show = ({ held }: { held: { holder: { name: string } }[] }) => {
      holders = held.map(({ holder }) => holder.name);
    };
    const ledger = new Ledger({ clock: new FakeClock(), ids: { next }, show });
    page = new FakePage({
      connectPage: (connected) => {
        const order = <Name extends OrderName>(name: Name, data: OrderData<Name>) =>
          sendOrder(connected, name, data);
        leases = new Leases(
          {
            page: { attached: true, order },
            ids: { next },
            log: { info: () => {}, warn: () => {} },
            deviceFailed: ({ code }, holder) => failures.push(`${code} of ${holder.name}`),
          },
          ledger,
        );
        return { handle: async () => ({ ok: true, value: {} }), closed: () => {} };
      },
    });
    call = leases.grant({ purpose: 'call', name: 'Bob' }, (status) => heard.call.push(status));
    await call.open(BOTH);
    leases.holdTrack({ leaseId: call.id, source: 'camera', trackId: 'track-1', isClone: false });
    stay = call.share({ purpose: 'conference', name: 'Standup' }, (status) => heard.stay.push(status));
    page.orders.length = 0;
  });

  test('[LEASE-2] sharing opens nothing and keeps the ID', () => {
    expect([stay.id, stay.status]).toEqual([call.id, ALL_ON]);
    expect(page.orders).toEqual([]);
  });

  test('[LEASE-2] a device that one holder turns off is off for both, and both are notified', async () => {
    await stay.set('microphone', false);
    expect(page.orders).toHaveLength(1);
    expect(heard.call.at(-1)).toEqual({ ...ALL_ON, microphone: 'muted' });
    expect(heard.stay).toEqual([{ ...ALL_ON, microphone: 'muted' }]);
    expect(call.status).toEqual(stay.status);
  });

  test.each(['call', 'stay'] as const)(
    '[LEASE-2] the %s gives up its right first: nothing is released until the other does',
    async (first) => {
      const [one, other] = first === 'call' ? [call, stay] : [stay, call];
      await one.release();
      await one.release();
      expect(page.orders).toEqual([]);
      expect([one.status.camera, other.status.camera]).toEqual(['off', 'on']);
      expect(leases.find(call.id)).toBe(other);
      await other.release();
      expect(page.heard).toEqual(['release-lease']);
      expect(() => leases.find(call.id)).toThrow('no such lease');
    },
  );

  test('[LEASE-1] the ledger names the remaining holder, and so does a device that fails', async () => {
    expect(holders).toEqual(['Bob']);
    stay.handOver({ purpose: 'conference', name: 'Retro' }, () => {});
    expect(holders).toEqual(['Bob']);
    await call.release();
    expect(holders).toEqual(['Retro']);
    page.when('set-source', async () => ({ open: false, code: 'MEDIA_DEVICE_MISSING' }));
    await stay.bringTo({ microphone: false, camera: false });
    await stay.bringTo(BOTH).catch(() => {});
    expect(failures).toEqual(['MEDIA_DEVICE_MISSING of Retro']);
  });

  test('[LEASE-2] a right that is given up turns nothing on or off, and is not notified', async () => {
    await call.release();
    await expect(call.set('camera', false)).rejects.toMatchObject({ code: 'MEDIA_OBJECT_UNKNOWN' });
    await expect(call.openScreen()).rejects.toMatchObject({ code: 'MEDIA_OBJECT_UNKNOWN' });
    expect(() => call.share(call.holder, () => {})).toThrow('released');
    await Promise.all([call.bringTo({ microphone: false, camera: false }), call.rest(), call.open(BOTH)]);
    expect(page.orders).toEqual([]);
    const before = heard.call.length;
    await stay.set('camera', false);
    expect(heard.call).toHaveLength(before);
  });

  test('[INV-10] the devices rest when all rights to them rest', async () => {
    await call.rest();
    expect(stay.status).toEqual(ALL_ON);
    await stay.rest();
    expect(stay.status).toEqual({ ...ALL_ON, microphone: 'muted', camera: 'off' });
    await call.release();
    await stay.resume();
    expect(stay.status).toEqual(ALL_ON);
  });

  test('[INV-10] resting devices turn on for a new holder, and rest again without it', async () => {
    await stay.release();
    await call.rest();
    const other = call.share({ purpose: 'call', name: 'Carol' }, () => {});
    await settled();
    expect(other.status).toEqual(ALL_ON);
    await other.release();
    expect(call.status).toEqual({ ...ALL_ON, microphone: 'muted', camera: 'off' });
  });
});
