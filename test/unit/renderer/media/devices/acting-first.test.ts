import { beforeEach, describe, expect, test, vi } from 'vitest';
import { type ErrorCode, ParleyError } from '../../../../../protocol/errors.ts';
import { ConferenceId, LeaseId, SessionId } from '../../../../../protocol/ids.ts';
import type { Source } from '../../../../../protocol/media.ts';
import type { CommandData } from '../../../../../protocol/rpc/commands.ts';
import type { SendCommand } from '../../../../../renderer/bridge/send-command.ts';
import { actingFirst } from '../../../../../renderer/media/devices/acting-first.ts';
import { Devices } from '../../../../../renderer/media/devices/devices.ts';
import type { Lease } from '../../../../../renderer/media/devices/lease.ts';
import { Leases } from '../../../../../renderer/media/devices/leases.ts';
import { Publications } from '../../../../../renderer/media/publications.ts';
import { FakeDevices } from '../../../../support/renderer/fakes/fake-devices.ts';
import { FakeLedger } from '../../../../support/renderer/fakes/fake-ledger.ts';

const leaseId = LeaseId.parse('lease-0001');
const sessionId = SessionId.parse('session-0001');
const conferenceId = ConferenceId.parse('conference-0001');
const BOTH = { microphone: true, camera: true };

let devices: FakeDevices;
let lease: Lease;
let leases: Leases;
let publications: Publications;
let send: SendCommand;
/** Sends to main directly. */
let wire: SendCommand;
/** Commands on their way to main, in their order. */
let sent: { name: string; data: unknown; accept(): void; refuse(code: ErrorCode): void }[];
let ended: [Source, ErrorCode | undefined][];
/** The sources that main learned are open. */
let opened: Source[];

beforeEach(async () => {
  devices = new FakeDevices();
  sent = [];
  ended = [];
  opened = [];
  leases = new Leases({
    devices: new Devices(devices),
    send: new FakeLedger().send,
    onEnded: (_, source, code) => ended.push([source, code]),
    newsOf: () => ({ opened: (source) => opened.push(source), interrupted: () => {}, replaced: () => {} }),
  });
  publications = new Publications(leases);
  publications.open(sessionId, { leaseId });
  wire = (name, data) => {
    const { promise, resolve, reject } = Promise.withResolvers<never>();
    const accept = () => resolve({} as never);
    sent.push({ name, data, accept, refuse: (code) => reject(new ParleyError(code, 'refused')) });
    return promise;
  };
  send = actingFirst(wire, {
    wishes: leases.wishes,
    endNow: (id) => publications.endDevicesOf(id),
    leasesOf: (id) => publications.leasesOf(id),
    lease: (id) => leases.find(id),
    previewLease: () => leases.find(leaseId),
  });
  lease = leases.obtain(leaseId);
  await lease.open(BOTH);
});

const state = (source: Source) => lease.source(source).value;
/** Our user turns a source on or off; main does not answer. @returns the number of that wish */
function turn(source: Source, on: boolean): number {
  void send('set-source', { leaseId, source, on }).catch(() => undefined);
  const latest = sent.at(-1)?.data as CommandData<'set-source'> | undefined;
  return latest?.wish ?? 0;
}
async function refuse(code: ErrorCode): Promise<void> {
  sent.at(-1)?.refuse(code);
  // One turn for the refusal, the others for devices to open.
  await new Promise((resolve) => setTimeout(resolve));
}

describe('[LEASE-2] before main answers', () => {
  test('a mute silences the track', () => {
    turn('microphone', false);
    expect(state('microphone')).toMatchObject({ muted: true, track: { enabled: false, readyState: 'live' } });
    expect(sent).toMatchObject([{ name: 'set-source', data: { leaseId, source: 'microphone', on: false } }]);
  });

  test('a camera or screen that is turned off is released', async () => {
    await lease.openScreen();
    turn('camera', false);
    turn('screen', false);
    expect([state('camera').track, state('screen').track, devices.live]).toEqual([null, null, 1]);
  });

  test.each(['hang-up', 'end-preview'] as const)('%s releases every device', (name) => {
    void send(name, name === 'hang-up' ? { sessionId } : {}).catch(() => undefined);
    expect(devices.live).toBe(0);
  });

  test('a preview releases what is not wanted any more', () => {
    void send('set-preview', { microphone: true, camera: false }).catch(() => undefined);
    expect([state('microphone').track?.enabled, state('camera').track]).toEqual([true, null]);
  });

  test('turning on waits for main, and other commands change nothing', () => {
    turn('microphone', false);
    turn('microphone', true);
    void send('leave-conference', { conferenceId }).catch(() => undefined);
    void send('sign-out', {}).catch(() => undefined);
    expect([state('microphone').track?.enabled, devices.live]).toEqual([false, 2]);
  });
});

describe('[LEASE-2] an order that crosses the wish of our user', () => {
  test('does not unmute when main gave it before it knew of the mute', async () => {
    const before = turn('microphone', true);
    turn('microphone', false);
    expect(await lease.setSource('microphone', true, before)).toEqual({ open: true });
    expect(await lease.setSource('microphone', true)).toEqual({ open: true });
    expect(await lease.open(BOTH, before)).toMatchObject({ microphone: { open: true } });
    expect(state('microphone')).toMatchObject({ muted: true, track: { enabled: false } });
  });

  test('does not open a camera, and that is no failure', async () => {
    turn('camera', false);
    expect(await lease.setSource('camera', true)).toEqual({ open: false });
    expect((await lease.open(BOTH)).camera).toEqual({ open: false });
    expect(devices.tracks).toHaveLength(2);
  });

  test('unmutes when main knew of the mute, or our user wants it on again', async () => {
    const mute = turn('microphone', false);
    await lease.setSource('microphone', true, mute);
    expect(state('microphone').muted).toBe(false);
    turn('microphone', false);
    turn('microphone', true);
    await lease.setSource('microphone', true);
    expect(state('microphone').muted).toBe(false);
  });

  test('mutes whatever the wish was: an organizer, or a mute before the latest one', async () => {
    turn('microphone', true);
    await lease.setSource('microphone', false);
    expect(state('microphone').muted).toBe(true);
  });

  test('does not open what a hang-up has released', async () => {
    void send('hang-up', { sessionId }).catch(() => undefined);
    expect(await lease.open(BOTH, 1)).toEqual({ microphone: { open: false }, camera: { open: false } });
    expect(await lease.setSource('camera', true, 1)).toEqual({ open: false });
    expect(await lease.openScreen()).toEqual({ result: { open: false } });
    expect(devices.tracks).toHaveLength(2);
  });

  test('lets a microphone that a preview tries again open unmuted', async () => {
    await lease.end()();
    lease.giveUp('microphone', 'MEDIA_NOT_SENT');
    void send('set-preview', { microphone: false, camera: true }).catch(() => undefined);
    void send('set-preview', BOTH).catch(() => undefined);
    await lease.open(BOTH, 2);
    expect(state('microphone')).toMatchObject({ muted: false, track: { enabled: true } });
  });
});

describe('[CONF-6] a hang-up or a leave that main refuses', () => {
  test('opens the devices as they were: muted stays muted', async () => {
    turn('microphone', false);
    void send('hang-up', { sessionId }).catch(() => undefined);
    await refuse('HEADERS_INVALID');
    await vi.waitFor(() => expect(devices.live).toBe(2));
    expect(state('microphone')).toMatchObject({ muted: true, track: { enabled: false } });
    expect(ended).toEqual([]);
  });

  test('tells main which devices are not back', async () => {
    await lease.openScreen();
    devices.failures.camera = 'NotReadableError';
    void send('hang-up', { sessionId }).catch(() => undefined);
    await refuse('HEADERS_INVALID');
    await vi.waitFor(() => expect(ended).toHaveLength(2));
    expect(ended).toEqual([
      ['screen', undefined],
      ['camera', 'MEDIA_DEVICE_BUSY'],
    ]);
  });

  test('opens nothing when the call is gone, or main has released the lease', async () => {
    void send('hang-up', { sessionId }).catch(() => undefined);
    await refuse('SESSION_GONE');
    void send('hang-up', { sessionId }).catch(() => undefined);
    lease.release();
    await refuse('HEADERS_INVALID');
    expect([devices.live, devices.tracks.length]).toEqual([0, 2]);
  });

  test('restores once, although our user clicked twice', async () => {
    for (let click = 0; click < 2; click += 1) void send('hang-up', { sessionId }).catch(() => undefined);
    sent[0]?.refuse('HEADERS_INVALID');
    await refuse('HEADERS_INVALID');
    await vi.waitFor(() => expect(devices.live).toBe(2));
    expect(devices.tracks).toHaveLength(4);
  });
});

describe('[REF-5] a hang-up that crosses the replacement of the call', () => {
  beforeEach(() => {
    void send('hang-up', { sessionId }).catch(() => undefined);
    expect(devices.live).toBe(0);
    opened = [];
  });

  test('the devices that main still holds for the new call open again', async () => {
    const newCall = publications.open(SessionId.parse('session-0002'), { leaseId });
    sent.at(-1)?.accept();
    await vi.waitFor(() => expect(newCall.read('microphone').value.track?.readyState).toBe('live'));
    expect(ended).toEqual([]);
  });

  test('main learns that a device is open whose order it saw fail meanwhile', async () => {
    expect(await lease.open(BOTH)).toEqual({ microphone: { open: false }, camera: { open: false } });
    sent.at(-1)?.accept();
    await vi.waitFor(() => expect(new Set(opened)).toEqual(new Set(['microphone', 'camera'])));
  });

  test('a camera that main turned off meanwhile stays closed', async () => {
    await lease.setSource('camera', false);
    sent.at(-1)?.accept();
    await vi.waitFor(() => expect(opened).toEqual(['microphone']));
    expect(devices.live).toBe(1);
  });

  test('devices that main released stay closed', async () => {
    leases.release(leaseId);
    sent.at(-1)?.accept();
    await new Promise((resolve) => setTimeout(resolve));
    expect(devices.live).toBe(0);
  });
});

describe('[LEASE-2] when the page loses main before main answers', () => {
  /** The connection is lost and comes back; main reopens what it wants. */
  async function reconnect(): Promise<void> {
    await refuse('CONNECTION_LOST');
    leases.releaseAll();
    sent.length = 0;
    lease = leases.obtain(leaseId);
    leases.wishes.resend(wire);
    await lease.open(BOTH);
  }

  const answered = () => new Promise((resolve) => setTimeout(resolve));

  test('a mute holds on the next connection, and main receives it again', async () => {
    const wish = turn('microphone', false);
    await reconnect();
    expect(state('microphone')).toMatchObject({ muted: true, track: { enabled: false } });
    expect(state('camera').track).not.toBeNull();
    expect(sent).toMatchObject([
      { name: 'set-source', data: { leaseId, source: 'microphone', on: false, wish } },
    ]);
  });

  test('a camera that was turned off does not open again', async () => {
    turn('camera', false);
    await reconnect();
    expect([state('camera').track, state('microphone').track?.enabled]).toEqual([null, true]);
    expect(await lease.setSource('camera', true)).toEqual({ open: false });
  });

  test.each([
    ['hang-up', { sessionId }],
    ['end-preview', {}],
  ] as const)('%s opens nothing again, and main receives it again', async (name, data) => {
    void send(name, data).catch(() => undefined);
    await reconnect();
    expect([devices.live, sent.map((command) => command.name)]).toEqual([0, [name]]);
  });

  test('a wish is kept until main has answered it, over any number of connections', async () => {
    turn('microphone', false);
    await reconnect();
    await reconnect();
    expect([state('microphone').muted, sent.length]).toEqual([true, 1]);
    sent[0]?.accept();
    await answered();
    leases.releaseAll();
    lease = leases.obtain(leaseId);
    leases.wishes.resend(wire);
    await lease.open(BOTH);
    expect([state('microphone').muted, sent.length]).toEqual([false, 1]);
  });

  test('main has refused a wish: it is not sent again', async () => {
    turn('microphone', false);
    await refuse('MEDIA_OBJECT_UNKNOWN');
    leases.wishes.resend(wire);
    expect(sent).toHaveLength(1);
  });

  test('the latest wish counts: a source that our user turned on again opens', async () => {
    turn('microphone', false);
    await refuse('CONNECTION_LOST');
    turn('microphone', true);
    await reconnect();
    expect([state('microphone').track?.enabled, sent.length]).toEqual([true, 0]);
  });
});
