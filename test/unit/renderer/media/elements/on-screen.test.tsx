// @vitest-environment happy-dom
import { signal } from '@preact/signals';
import { render } from 'preact';
import { act } from 'preact/test-utils';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ConferenceId, ParticipantId } from '../../../../../protocol/ids.ts';
import { DeviceList } from '../../../../../renderer/media/devices/device-list.ts';
import { MediaProvider } from '../../../../../renderer/media/elements/media-context.ts';
import { Playback } from '../../../../../renderer/media/elements/playback.ts';
import { RemotePicture } from '../../../../../renderer/media/elements/track-elements.tsx';
import { RemoteTracks } from '../../../../../renderer/media/remote-tracks.ts';
import { ShownPictures } from '../../../../../renderer/media/shown-pictures.ts';

/** An observer of the browser that a test lets tell. */
class FakeObserver {
  static made: FakeObserver[] = [];
  readonly #tell: (entries: object[]) => void;
  options: object | undefined;
  observed: Element | null = null;

  constructor(tell: (entries: object[]) => void) {
    this.#tell = tell;
    FakeObserver.made.push(this);
  }
  observe(element: Element, options?: object) {
    this.observed = element;
    this.options = options;
  }
  disconnect() {
    this.observed = null;
  }
  tell(entry: object) {
    if (this.observed) this.#tell([entry]);
  }
}
class FakeSizes extends FakeObserver {
  size(inlineSize: number, blockSize: number) {
    this.tell({ devicePixelContentBoxSize: [{ inlineSize, blockSize }] });
  }
}
class FakeViews extends FakeObserver {}

const owner = ParticipantId.parse('participant-bob');
const key = { carriageId: ConferenceId.parse('conference-0001'), owner, source: 'camera' } as const;
const root = document.createElement('div');
let shownPictures: ShownPictures;

/** Shows the picture; nothing when it is not given. */
function show(picture: { isSpeaker?: boolean } | null): void {
  const media = {
    leases: signal(new Map()),
    remoteTracks: new RemoteTracks(),
    playback: new Playback(),
    deviceList: new DeviceList(undefined),
    shownPictures,
  };
  void act(() =>
    render(
      <MediaProvider value={media}>{picture && <RemotePicture {...key} {...picture} />}</MediaProvider>,
      root,
    ),
  );
}
const sizes = () => FakeObserver.made.find((made) => made instanceof FakeSizes) as FakeSizes;
const views = () => FakeObserver.made.find((made) => made instanceof FakeViews) as FakeViews;
const all = () => shownPictures.all.value;

beforeEach(() => {
  FakeObserver.made = [];
  vi.stubGlobal('ResizeObserver', FakeSizes);
  vi.stubGlobal('IntersectionObserver', FakeViews);
  shownPictures = new ShownPictures(signal(true));
  show({});
});
afterEach(() => render(null, root));

test('a picture is on screen when its element has a size, in device pixels', () => {
  expect(all()).toEqual([]);
  expect(sizes().options).toEqual({ box: 'device-pixel-content-box' });
  sizes().size(640, 360);
  expect(all()).toEqual([{ ...key, isSpeaker: false, width: 640, height: 360 }]);
  sizes().size(0, 0);
  expect(all()).toEqual([]);
});

test('it is not while it is scrolled out of sight, however its size changes', () => {
  sizes().size(640, 360);
  views().tell({ isIntersecting: false });
  sizes().size(320, 180);
  expect(all()).toEqual([]);
  views().tell({ isIntersecting: true });
  expect(all()).toMatchObject([{ width: 320, height: 180 }]);
});

test('who has the word is told without another measurement', () => {
  sizes().size(640, 360);
  show({ isSpeaker: true });
  expect(all()).toMatchObject([{ width: 640, isSpeaker: true }]);
  expect(FakeObserver.made).toHaveLength(2);
});

test('an element that is removed shows nothing, and is watched no more', () => {
  sizes().size(640, 360);
  show(null);
  expect(all()).toEqual([]);
  expect(FakeObserver.made.map(({ observed }) => observed)).toEqual([null, null]);
});
