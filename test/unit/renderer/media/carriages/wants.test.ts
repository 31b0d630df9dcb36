import { describe, expect, test } from 'vitest';
import { ConferenceId, ConsumerId, ParticipantId } from '../../../../../protocol/ids.ts';
import { Want } from '../../../../../protocol/media.ts';
import { cameraLayerFor } from '../../../../../renderer/media/carriages/encodings.ts';
import {
  asksForLess,
  isSameWant,
  type ReceivedPicture,
  wantOf,
} from '../../../../../renderer/media/carriages/wants.ts';
import type { ShownPicture } from '../../../../../renderer/media/shown-pictures.ts';

const consumerId = ConsumerId.parse('consumer-0001');
const owner = ParticipantId.parse('participant-bob');
const camera: ReceivedPicture = { consumerId, owner, source: 'camera' };
const screen: ReceivedPicture = { consumerId, owner, source: 'screen' };
const shown = (change: Partial<ShownPicture> = {}): ShownPicture => ({
  carriageId: ConferenceId.parse('conference-0001'),
  owner,
  source: 'camera',
  width: 300,
  height: 169,
  isSpeaker: false,
  ...change,
});

test.each([
  ['a thumbnail', 160, 90, 0],
  ['just a quarter', 320, 180, 0],
  ['a little wider', 321, 180, 1],
  ['a little higher', 320, 181, 1],
  ['just half', 640, 360, 1],
  ['more than half', 641, 360, 2],
  ['an upright tile', 200, 400, 2],
  ['all of it', 1280, 720, 2],
  ['a very large tile', 3840, 2160, 2],
])('the lowest layer that covers %s', (_, width, height, layer) => {
  expect(cameraLayerFor({ width, height })).toBe(layer);
});

const paused = { consumerId, paused: true, speaker: false };
test.each<[string, ReceivedPicture, ShownPicture[], object]>([
  ['nothing on screen', camera, [], paused],
  ['another participant', camera, [shown({ owner: ParticipantId.parse('participant-eve') })], paused],
  ['only their screen', camera, [shown({ source: 'screen' })], paused],
  ['a small tile', camera, [shown()], { paused: false, spatialLayer: 0, speaker: false }],
  [
    'the speaker, large',
    camera,
    [shown({ width: 1200, height: 675, isSpeaker: true })],
    { paused: false, spatialLayer: 2, speaker: true },
  ],
  ['a screen', screen, [shown({ source: 'screen' })], { paused: false, speaker: false }],
])('what is wanted: %s', (_, picture, onScreen, expected) => {
  const want = wantOf(picture, onScreen);
  expect(want).toEqual({ consumerId, ...expected });
  expect(Want.parse(want)).toEqual(want);
});

describe('two wants', () => {
  const at = (spatialLayer?: number, speaker = false) => ({
    consumerId,
    paused: false,
    speaker,
    ...(spatialLayer !== undefined && { spatialLayer }),
  });
  const whole = at();
  test.each<[string, Want, Want, { same: boolean; less: boolean }]>([
    ['the same layer', at(1), at(1), { same: true, less: false }],
    ['both paused', paused, paused, { same: true, less: false }],
    ['a lower layer', at(0), at(1), { same: false, less: true }],
    ['a higher layer', at(2), at(1), { same: false, less: false }],
    ['out of sight', paused, at(0), { same: false, less: true }],
    ['in sight again', at(0), paused, { same: false, less: false }],
    ['measured for the first time', at(0), whole, { same: false, less: false }],
    ['never seen', paused, whole, { same: false, less: true }],
    ['takes the word', at(1, true), at(1), { same: false, less: false }],
    ['had the word, is smaller now', at(0), at(2, true), { same: false, less: true }],
  ])('%s', (_, want, told, { same, less }) => {
    expect(isSameWant(want, told)).toBe(same);
    expect(asksForLess(want, told)).toBe(less);
  });
});
