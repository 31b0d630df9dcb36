// @vitest-environment happy-dom
import { effect, signal } from '@preact/signals';
import { beforeEach, describe, expect, test } from 'vitest';
import { ConferenceId, ParticipantId } from '../../../../protocol/ids.ts';
import {
  type PlayedPicture,
  pageVisibility,
  ShownPictures,
} from '../../../../renderer/media/shown-pictures.ts';

const carriageId = ConferenceId.parse('conference-0001');
const pictureOf = (owner: string, change: Partial<PlayedPicture> = {}): PlayedPicture => ({
  carriageId,
  owner: ParticipantId.parse(owner),
  source: 'camera',
  isSpeaker: false,
  isSparing: false,
  isCovered: false,
  ...change,
});
const bob = pictureOf('participant-bob');
/** As those read it who ask for what is on screen. */
const { isSparing: _sparing, isCovered: _covered, ...ofBob } = bob;
const size = { width: 320, height: 180 };

describe('which remote pictures are on screen', () => {
  const isPageVisible = signal(true);
  let shown: ShownPictures;
  let tile: Element;
  let stage: Element;

  beforeEach(() => {
    isPageVisible.value = true;
    shown = new ShownPictures(isPageVisible);
    [tile, stage] = [document.createElement('video'), document.createElement('video')];
  });

  test('one is from when its element has a size, until that is out of sight or gone', () => {
    shown.play(tile, bob);
    expect(shown.all.value).toEqual([]);
    shown.resize(tile, size);
    expect(shown.all.value).toEqual([{ ...ofBob, ...size }]);
    shown.resize(tile, null);
    expect(shown.all.value).toEqual([]);
    shown.resize(tile, size);
    shown.forget(tile);
    expect(shown.all.value).toEqual([]);
  });

  test.each([
    ['the second is larger', { width: 960, height: 540 }, { width: 960, height: 540 }],
    ['the first is larger', { width: 160, height: 90 }, size],
    ['the second is out of sight', null, size],
  ])('of two elements that show one picture the largest counts: %s', (_, second, expected) => {
    shown.play(tile, bob);
    shown.resize(tile, size);
    shown.play(stage, bob);
    shown.resize(stage, second);
    expect(shown.all.value).toEqual([{ ...ofBob, ...expected }]);
  });

  test('who is sparing asks for no more than one needs to see a face', () => {
    shown.play(tile, { ...bob, isSparing: true });
    shown.resize(tile, { width: 1920, height: 1080 });
    expect(shown.all.value).toEqual([{ ...ofBob, width: 640, height: 360 }]);
    shown.resize(tile, size);
    expect(shown.all.value).toEqual([{ ...ofBob, ...size }]);
  });

  test('whoever has the word at one element has it at all', () => {
    shown.play(tile, bob);
    shown.resize(tile, size);
    shown.play(stage, { ...bob, isSpeaker: true });
    shown.resize(stage, { width: 16, height: 9 });
    expect(shown.all.value).toEqual([{ ...ofBob, ...size, isSpeaker: true }]);
  });

  test('an element may go on to another picture, and the camera and the screen of one person are two', () => {
    const screen = { ...bob, source: 'screen' as const };
    shown.play(tile, bob);
    shown.resize(tile, size);
    shown.play(tile, pictureOf('participant-eve'));
    expect(shown.all.value).toEqual([{ ...ofBob, owner: 'participant-eve', ...size }]);
    for (const [element, picture] of [
      [tile, bob],
      [stage, screen],
    ] as const) {
      shown.play(element, picture);
      shown.resize(element, size);
    }
    expect(shown.all.value.map(({ source }) => source)).toEqual(['camera', 'screen']);
  });

  test('none is while the page is hidden; all that were are when it comes back', () => {
    shown.play(tile, bob);
    shown.resize(tile, size);
    isPageVisible.value = false;
    expect(shown.all.value).toEqual([]);
    isPageVisible.value = true;
    expect(shown.all.value).toEqual([{ ...ofBob, ...size }]);
  });

  test('[ESC-2] of what lies beneath a call no more is wanted than to know that it comes', () => {
    shown.play(tile, pictureOf('participant-bob', { isCovered: true }));
    shown.resize(tile, size);
    expect(shown.all.value).toEqual([{ ...ofBob, width: 1, height: 1 }]);
    shown.play(tile, bob);
    expect(shown.all.value).toEqual([{ ...ofBob, ...size }]);
  });

  test('forgetting what was never there changes nothing', () => {
    let changes = -1;
    const stop = effect(() => {
      shown.all.value;
      changes += 1;
    });
    shown.forget(tile);
    stop();
    expect(changes).toBe(0);
  });
});

test('whether the page can be seen follows its document', () => {
  const page = Object.assign(new EventTarget(), { visibilityState: 'visible' });
  const isVisible = pageVisibility(page as unknown as Document);
  expect(isVisible.value).toBe(true);
  page.visibilityState = 'hidden';
  page.dispatchEvent(new Event('visibilitychange'));
  expect(isVisible.value).toBe(false);
});
