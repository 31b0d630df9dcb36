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
/** Reads the pictures on screen as carriages do. */
const { isSparing: _sparing, isCovered: _covered, ...ofBob } = bob;
const size = { width: 320, height: 180 };

describe('the remote pictures on screen', () => {
  const isPageVisible = signal(true);
  let shown: ShownPictures;
  let tile: Element;
  let stage: Element;

  beforeEach(() => {
    isPageVisible.value = true;
    shown = new ShownPictures(isPageVisible);
    [tile, stage] = [document.createElement('video'), document.createElement('video')];
  });

  test('a picture is on screen while its element has a size and is in sight', () => {
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

  test('to save bandwidth, only enough to see a face is requested', () => {
    shown.play(tile, { ...bob, isSparing: true });
    shown.resize(tile, { width: 1920, height: 1080 });
    expect(shown.all.value).toEqual([{ ...ofBob, width: 640, height: 360 }]);
    shown.resize(tile, size);
    expect(shown.all.value).toEqual([{ ...ofBob, ...size }]);
  });

  test('an active speaker at one element is one at all elements', () => {
    shown.play(tile, bob);
    shown.resize(tile, size);
    shown.play(stage, { ...bob, isSpeaker: true });
    shown.resize(stage, { width: 16, height: 9 });
    expect(shown.all.value).toEqual([{ ...ofBob, ...size, isSpeaker: true }]);
  });

  test('an element may change to another picture; camera and screen of one person are two pictures', () => {
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

  test('no picture is on screen while the page is hidden; all are again when it returns', () => {
    shown.play(tile, bob);
    shown.resize(tile, size);
    isPageVisible.value = false;
    expect(shown.all.value).toEqual([]);
    isPageVisible.value = true;
    expect(shown.all.value).toEqual([{ ...ofBob, ...size }]);
  });

  test('[ESC-2] of a picture that a call covers only the lowest layer is wanted', () => {
    shown.play(tile, pictureOf('participant-bob', { isCovered: true }));
    shown.resize(tile, size);
    expect(shown.all.value).toEqual([{ ...ofBob, width: 1, height: 1 }]);
    shown.play(tile, bob);
    expect(shown.all.value).toEqual([{ ...ofBob, ...size }]);
  });

  test('forgetting an unknown element changes nothing', () => {
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
