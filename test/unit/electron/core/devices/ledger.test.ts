import { beforeEach, describe, expect, test } from 'vitest';
import { Ledger } from '../../../../../electron/core/devices/ledger.ts';
import { LeaseId } from '../../../../../protocol/ids.ts';
import {
  type Holder,
  LedgerView,
  MAX_RECEIPTS,
  MAX_TRACKS_HELD,
} from '../../../../../protocol/local/ledger.ts';
import type { Source } from '../../../../../protocol/media.ts';
import { FakeClock } from '../../../../support/fake-clock.ts';

const leaseId = LeaseId.parse('lease-0001');
const otherId = LeaseId.parse('lease-0002');
const holder: Holder = { purpose: 'call', name: 'Bob' };

describe('the ledger', () => {
  let clock: FakeClock;
  let ledger: Ledger;
  let view: LedgerView;

  beforeEach(() => {
    clock = new FakeClock();
    view = { held: [], receipts: [] };
    let ids = 0;
    ledger = new Ledger({
      clock,
      ids: { next: () => `receipt-${++ids}` },
      show: (shown) => {
        view = LedgerView.parse(shown);
      },
    });
  });

  const enter = (trackId: string, source: Source = 'camera', of = leaseId) =>
    ledger.enter({ trackId, leaseId: of, source, isClone: trackId.startsWith('clone'), holder });
  const held = () => view.held.map(({ trackId }) => trackId);

  test('[LEASE-1] has each track with its holder, purpose and time', () => {
    enter('track-1');
    const heldSinceMs = clock.now();
    expect(view.held).toEqual([
      { trackId: 'track-1', leaseId, source: 'camera', isClone: false, holder, heldSinceMs },
    ]);
  });

  test('[LEASE-1] a track that is entered already, and one track too many, are refused', () => {
    for (let n = 0; n < MAX_TRACKS_HELD; n += 1) enter(`track-${n}`);
    expect(() => enter('track-0')).toThrow(expect.objectContaining({ code: 'MEDIA_FAILED' }));
    expect(() => enter('track-x')).toThrow(expect.objectContaining({ code: 'LIMIT_REACHED' }));
    ledger.ended(leaseId, ['track-0']);
    enter('track-x');
    expect(held()).toHaveLength(MAX_TRACKS_HELD);
  });

  test('[LEASE-3] a source is released when the last of its tracks and clones has ended', async () => {
    enter('track-1');
    enter('clone-1');
    enter('track-2', 'microphone');
    ledger.ended(leaseId, ['track-1']);
    expect(view.receipts).toEqual([]);
    await clock.pass(1_000);
    ledger.ended(leaseId, ['clone-1']);
    expect(held()).toEqual(['track-2']);
    const receipt = { id: 'receipt-1', leaseId, source: 'camera', holder, witness: 'page' };
    expect(view.receipts).toEqual([{ ...receipt, releasedAtMs: clock.now() }]);
  });

  test('[LEASE-3] one message about all tracks makes one receipt for each source, latest first', () => {
    enter('track-1', 'screen');
    ledger.ended(leaseId, ['track-1']);
    for (const [id, source] of [
      ['a', 'camera'],
      ['clone-a', 'camera'],
      ['b', 'microphone'],
    ] as const) {
      enter(id, source);
    }
    ledger.ended(leaseId, ['a', 'clone-a', 'b']);
    expect(view.receipts.map(({ source }) => source).sort()).toEqual(['camera', 'microphone', 'screen']);
    expect(view.receipts.at(-1)?.source).toBe('screen');
  });

  test('replacing a device makes no receipt', () => {
    enter('track-1');
    enter('track-2');
    ledger.ended(leaseId, ['track-1']);
    expect([held(), view.receipts]).toEqual([['track-2'], []]);
  });

  test('the ends of tracks of another lease, or of unknown ones, change nothing', () => {
    enter('track-1');
    ledger.ended(otherId, ['track-1']);
    ledger.ended(leaseId, ['track-9']);
    expect([held(), view.receipts]).toEqual([['track-1'], []]);
  });

  test('[LEASE-3] when the page is gone its tracks are gone with it, and the receipts say how that is known', () => {
    enter('track-1');
    enter('track-2', 'microphone', otherId);
    ledger.pageGone();
    expect(held()).toEqual([]);
    expect(view.receipts.map(({ witness, source }) => [witness, source])).toEqual([
      ['page-gone', 'camera'],
      ['page-gone', 'microphone'],
    ]);
    ledger.pageGone();
    expect(view.receipts).toHaveLength(2);
  });

  test('[LEASE-1] tracks that are handed over belong to the next holder, and are released in their name', () => {
    enter('track-1');
    enter('track-2', 'camera', otherId);
    const next: Holder = { purpose: 'conference', name: 'Standup' };
    ledger.handedOver(leaseId, next);
    expect(view.held.map(({ holder: by }) => by)).toEqual([next, holder]);
    ledger.ended(leaseId, ['track-1']);
    expect(view.receipts[0]?.holder).toEqual(next);
  });

  test('the latest receipts are kept, and no more', () => {
    for (let n = 0; n <= MAX_RECEIPTS; n += 1) {
      enter(`track-${n}`);
      ledger.ended(leaseId, [`track-${n}`]);
    }
    expect(view.receipts).toHaveLength(MAX_RECEIPTS);
    expect(view.receipts[0]?.id).toBe(`receipt-${MAX_RECEIPTS + 1}`);
  });
});
