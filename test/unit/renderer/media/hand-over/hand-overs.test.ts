import { signal } from '@preact/signals';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { ConferenceId, ParticipantId, SessionId } from '../../../../../protocol/ids.ts';
import type { Source } from '../../../../../protocol/media.ts';
import { POLL_MS } from '../../../../../renderer/media/hand-over/hand-over.ts';
import { HandOvers } from '../../../../../renderer/media/hand-over/hand-overs.ts';
import { UNSEEN_AFTER_MS } from '../../../../../renderer/media/hand-over/play-watches.ts';
import { type RemoteTrackKey, RemoteTracks } from '../../../../../renderer/media/remote-tracks.ts';
import type { ShownPicture } from '../../../../../renderer/media/shown-pictures.ts';
import { FakeReceiver } from '../../../../support/renderer/fakes/fake-receiver.ts';
import { asTrack, FakeTrack } from '../../../../support/renderer/fakes/fake-track.ts';

const sessionId = SessionId.parse('session-0001');
const conferenceId = ConferenceId.parse('conference-0001');
const owner = ParticipantId.parse('participant-bob');
const inSession = (source: Source) => ({ carriageId: sessionId, owner: 'peer' as const, source });
const inConference = (source: Source) => ({ carriageId: conferenceId, owner, source });
const told = (source: Source) => ['source-carried', { conferenceId, owner, source }];

describe('[ESC-2] the hand-over from a call to a conference', () => {
  const isPageVisible = signal(true);
  const shown = signal<readonly ShownPicture[]>([]);
  const tell = vi.fn();
  let begun: Set<MediaStreamTrack>;
  let remoteTracks: RemoteTracks;
  let receiver: FakeReceiver;
  let handOvers: HandOvers;
  let voice: FakeTrack;

  beforeEach(() => {
    vi.useFakeTimers();
    tell.mockReset();
    isPageVisible.value = true;
    shown.value = [];
    begun = new Set();
    remoteTracks = new RemoteTracks();
    receiver = new FakeReceiver();
    const playback = { hasBegun: (track: MediaStreamTrack) => begun.has(track) };
    const players = { remoteTracks, playback, shownPictures: { all: shown, isPageVisible } };
    handOvers = new HandOvers({ players, tell });
    voice = receive(inSession('microphone'));
  });

  afterEach(() => {
    handOvers.endAll();
    expect(vi.getTimerCount()).toBe(0);
    vi.useRealTimers();
  });

  /** Makes a track arrive. An element begins to play it unless it is a picture. */
  function receive(key: RemoteTrackKey): FakeTrack {
    const track = new FakeTrack(key.source === 'microphone' ? 'audio' : 'video');
    if (key.source === 'microphone') begun.add(asTrack(track));
    remoteTracks.add([{ ...key, track: asTrack(track), receiver }]);
    return track;
  }
  const begin = (...sources: Source[]) =>
    handOvers.begin({
      conferenceId,
      owner,
      from: sources.map((source) => ({ carriageId: sessionId, source })),
    });
  const polls = (count: number) => vi.advanceTimersByTimeAsync(count * POLL_MS);
  /** Decodes the sound of the conference steadily from now on. */
  async function decode(): Promise<void> {
    receiver.hear(0.02);
    await polls(1);
    receiver.hear(0.12, 6);
    await polls(1);
  }

  describe('of a sound', () => {
    let fresh: FakeTrack;
    const heard = () => [voice.enabled, fresh.enabled];

    beforeEach(() => {
      begin('microphone');
      expect(voice.enabled).toBe(true);
      fresh = receive(inConference('microphone'));
    });

    test('the new track is silent from its beginning until it is decoded', async () => {
      expect(heard()).toEqual([true, false]);
      await polls(10);
      receiver.hear(0.04, 2);
      await polls(10);
      expect(heard()).toEqual([true, false]);
      expect(tell).not.toHaveBeenCalled();
      receiver.hear(0.12, 6);
      await polls(1);
      expect(heard()).toEqual([false, true]);
      expect(tell.mock.calls).toEqual([told('microphone')]);
    });

    test('both tracks change in one task', async () => {
      const changes: boolean[][] = [];
      const record = (track: FakeTrack) => {
        let enabled = track.enabled;
        Object.defineProperty(track, 'enabled', {
          get: () => enabled,
          set: (value: boolean) => {
            enabled = value;
            queueMicrotask(() => changes.push(heard()));
          },
        });
      };
      record(voice);
      record(fresh);
      await decode();
      expect(changes).not.toEqual([]);
      for (const change of changes) expect(change).toEqual([false, true]);
    });

    test('it is reported once', async () => {
      await decode();
      receiver.hear(10, 500);
      await polls(50);
      expect(tell).toHaveBeenCalledOnce();
      expect(vi.getTimerCount()).toBe(0);
    });

    test('concealment of lost packets does not count as decoded', async () => {
      receiver.hear(0.02);
      await polls(1);
      for (let n = 0; n < 10; n += 1) {
        receiver.hear(0.06, 3);
        receiver.conceal(0.06);
        await polls(1);
      }
      expect(heard()).toEqual([true, false]);
      receiver.hear(0.12, 6);
      await polls(1);
      expect(heard()).toEqual([false, true]);
    });

    test('silence that the other side does not send is carried with its next packet', async () => {
      receiver.hear(0.02);
      await polls(1);
      receiver.conceal(0.4, { isSilent: true });
      await polls(1);
      expect(heard()).toEqual([true, false]);
      receiver.hear(0.02);
      await polls(1);
      expect(heard()).toEqual([false, true]);
    });

    test('nothing is carried once packets stop arriving, however silent that is', async () => {
      receiver.hear(0.02);
      await polls(1);
      receiver.conceal(0.1);
      await polls(1);
      receiver.conceal(5, { isSilent: true });
      await polls(50);
      expect(heard()).toEqual([true, false]);
    });

    test('it waits for its element, unless the old one is not heard either', async () => {
      begun.delete(asTrack(fresh));
      await decode();
      await polls(10);
      expect(heard()).toEqual([true, false]);
      begun.delete(asTrack(voice));
      await polls(1);
      expect(heard()).toEqual([false, true]);
    });

    test('unavailable statistics do no harm', async () => {
      receiver.isGone = true;
      await polls(5);
      receiver.isGone = false;
      await polls(1);
      await decode();
      expect(tell).toHaveBeenCalledOnce();
    });

    test('hold does not make a handed-over sound play again', async () => {
      await decode();
      for (const held of [true, false]) remoteTracks.silence(asTrack(voice), 'held', held);
      expect(heard()).toEqual([false, true]);
    });

    test.each([false, true])(
      '[ESC-3] when the call is gone the conference plays (carried: %s)',
      async (isCarried) => {
        if (isCarried) await decode();
        remoteTracks.removeCarriage(sessionId);
        expect(fresh.enabled).toBe(true);
        if (!isCarried) await decode();
        expect(tell).toHaveBeenCalledOnce();
      },
    );

    test.each([false, true])(
      '[ESC-3] when the conference is gone the call plays (carried: %s)',
      async (isCarried) => {
        if (isCarried) await decode();
        remoteTracks.removeCarriage(conferenceId);
        expect(voice.enabled).toBe(true);
        handOvers.end(conferenceId);
        expect(voice.enabled).toBe(true);
      },
    );

    test('[ESC-3] when the SFU closes its consumer the call plays, and a new consumer is handed over again', async () => {
      await decode();
      remoteTracks.remove(asTrack(fresh));
      expect(heard()).toEqual([true, false]);
      receiver = new FakeReceiver();
      fresh = receive(inConference('microphone'));
      expect(heard()).toEqual([true, false]);
      await decode();
      expect(heard()).toEqual([false, true]);
      expect(tell.mock.calls).toEqual([told('microphone'), told('microphone')]);
    });

    test('a call with a new connection stays silent', async () => {
      await decode();
      voice = receive(inSession('microphone'));
      expect(heard()).toEqual([false, true]);
    });

    test('an end in the middle makes both audible and reports nothing more', async () => {
      receiver.hear(0.02);
      await polls(1);
      receiver.hear(0.2, 10);
      vi.advanceTimersByTime(POLL_MS);
      handOvers.end(conferenceId);
      handOvers.end(conferenceId);
      await polls(50);
      expect(heard()).toEqual([true, true]);
      expect(tell).not.toHaveBeenCalled();
      expect(receive(inConference('microphone')).enabled).toBe(true);
    });

    test('the same order again starts over', async () => {
      await decode();
      begin('microphone');
      expect(heard()).toEqual([true, false]);
      receiver.hear(0.1, 5);
      await polls(1);
      receiver.hear(0.12, 6);
      await polls(1);
      expect(heard()).toEqual([false, true]);
    });
  });

  test('a sound that arrived before the order is silent from the order on', () => {
    const fresh = receive(inConference('microphone'));
    begin('microphone');
    expect([voice.enabled, fresh.enabled]).toEqual([true, false]);
  });

  test('tracks of other participants are not affected', async () => {
    begin('microphone');
    const carol = { ...inConference('microphone'), owner: ParticipantId.parse('participant-carol') };
    expect(receive(carol).enabled).toBe(true);
    expect(voice.enabled).toBe(true);
  });

  describe('of a picture', () => {
    let picture: FakeTrack;
    const onScreen = (source: Source) => [
      { ...inConference(source), isSpeaker: false, width: 320, height: 180 },
    ];

    beforeEach(() => {
      begin('camera', 'screen');
      receive(inSession('camera'));
    });

    test.each(['camera', 'screen'] as const)(
      'the %s is carried when an element has presented a frame',
      async (source) => {
        picture = receive(inConference(source));
        shown.value = onScreen(source);
        await polls(100);
        expect(tell).not.toHaveBeenCalled();
        begun.add(asTrack(picture));
        await polls(1);
        expect(tell.mock.calls).toEqual([told(source)]);
        expect(vi.getTimerCount()).toBe(0);
      },
    );

    test('both are shown all the time: one view covers the other', async () => {
      picture = receive(inConference('camera'));
      begun.add(asTrack(picture));
      await polls(1);
      const old = remoteTracks.find(inSession('camera'));
      expect([old?.enabled, picture.enabled]).toEqual([true, true]);
    });

    test('on a hidden page it is carried as soon as it arrives', async () => {
      isPageVisible.value = false;
      await polls(5);
      expect(tell).not.toHaveBeenCalled();
      receive(inConference('camera'));
      await polls(1);
      expect(tell.mock.calls).toEqual([told('camera')]);
    });

    test('a picture that no view shows is carried after a while', async () => {
      receive(inConference('camera'));
      shown.value = onScreen('screen');
      await vi.advanceTimersByTimeAsync(UNSEEN_AFTER_MS - POLL_MS);
      expect(tell).not.toHaveBeenCalled();
      await polls(2);
      expect(tell.mock.calls).toEqual([told('camera')]);
    });

    test('a camera that is turned off and on again is reported again', async () => {
      for (let n = 0; n < 2; n += 1) {
        picture = receive(inConference('camera'));
        begun.add(asTrack(picture));
        await polls(1);
        remoteTracks.remove(asTrack(picture));
      }
      expect(tell.mock.calls).toEqual([told('camera'), told('camera')]);
    });
  });
});
