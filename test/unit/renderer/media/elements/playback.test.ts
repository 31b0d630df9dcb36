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
  /** Why it does not play. */
  refusal: string | undefined;
  srcObject: unknown = null;
  sinkId = '';
  readonly led: string[] = [];
  static speakers = ['desk', 'headset'];

  async play(): Promise<void> {
    if (this.refusal) throw new DOMException('no', this.refusal);
  }

  async setSinkId(id: string): Promise<void> {
    this.led.push(id);
    if (id !== '' && !FakeAudio.speakers.includes(id)) throw new DOMException('no', 'NotFoundError');
    this.sinkId = id;
  }
}

/** A video element that presents frames when the test says so. */
class FakeVideo {
  srcObject: unknown = null;
  readonly #waiting: (() => void)[] = [];

  async play(): Promise<void> {}

  requestVideoFrameCallback(tell: () => void): number {
    return this.#waiting.push(tell);
  }
  present(): void {
    for (const tell of this.#waiting.splice(0)) tell();
  }
}

const track = () => ({}) as MediaStreamTrack;
let playback: Playback;
let voice: FakeAudio;
const asElement = (fake: FakeAudio | FakeVideo) => fake as unknown as HTMLMediaElement;

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

test('[ESC-2] a sound has begun when its element plays, where the browser lets it', async () => {
  const [sound, picture] = [track(), track()];
  voice.refusal = 'NotAllowedError';
  await playback.play(asElement(voice), sound);
  expect(playback.hasBegun(sound)).toBe(false);
  voice.refusal = undefined;
  await playback.retry();
  expect(playback.hasBegun(sound)).toBe(true);
  expect(playback.hasBegun(picture)).toBe(false);
});

test('[ESC-2] a picture has begun when its element has presented a frame of it', async () => {
  const video = new FakeVideo();
  const [old, fresh] = [track(), track()];
  await playback.play(asElement(video), old);
  await playback.play(asElement(video), fresh);
  expect(playback.hasBegun(fresh)).toBe(false);
  video.present();
  expect(playback.hasBegun(fresh)).toBe(true);
  expect(playback.hasBegun(old)).toBe(false);
});
