// @vitest-environment happy-dom
import { beforeEach, expect, test, vi } from 'vitest';
import { Playback } from '../../../../../renderer/media/elements/playback.ts';

class FakeStream {
  readonly tracks: unknown[];
  constructor(tracks: unknown[]) {
    this.tracks = tracks;
  }
  getTracks() {
    return this.tracks;
  }
}

/** An audio element of a machine that has these speakers beside the system's own choice. */
class FakeAudio {
  srcObject: unknown = null;
  sinkId = '';
  readonly led: string[] = [];
  static speakers = ['desk', 'headset'];

  async play(): Promise<void> {}

  async setSinkId(id: string): Promise<void> {
    this.led.push(id);
    if (id !== '' && !FakeAudio.speakers.includes(id)) throw new DOMException('no', 'NotFoundError');
    this.sinkId = id;
  }
}

const track = () => ({}) as MediaStreamTrack;
let playback: Playback;
let voice: FakeAudio;
const asElement = (audio: FakeAudio) => audio as unknown as HTMLAudioElement;

beforeEach(() => {
  vi.stubGlobal('MediaStream', FakeStream);
  vi.stubGlobal('HTMLAudioElement', FakeAudio);
  playback = new Playback();
  voice = new FakeAudio();
});

test('[SES-1] what is heard moves to the chosen speaker and back, what comes later begins there', async () => {
  await playback.play(asElement(voice), track());
  expect(voice.led).toEqual([]);
  playback.useSpeaker('headset');
  await vi.waitFor(() => expect(voice.sinkId).toBe('headset'));
  const later = new FakeAudio();
  await playback.play(asElement(later), track());
  expect(later.sinkId).toBe('headset');
  playback.useSpeaker('');
  await vi.waitFor(() => expect([voice.sinkId, later.sinkId]).toEqual(['', '']));
});

test('[SES-1] a speaker that is not there gives way to the choice of the system', async () => {
  playback.useSpeaker('headset');
  await playback.play(asElement(voice), track());
  playback.useSpeaker('gone');
  await vi.waitFor(() => expect(voice.sinkId).toBe(''));
});

test('an element that is gone is led nowhere any more', async () => {
  await playback.play(asElement(voice), track());
  playback.forget(asElement(voice));
  playback.useSpeaker('headset');
  expect(voice.led).toEqual([]);
});
