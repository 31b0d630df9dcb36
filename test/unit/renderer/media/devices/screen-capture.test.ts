import { expect, test } from 'vitest';
import { ShortText } from '../../../../../protocol/text/addresses.ts';
import { captureScreen, screenNameOf } from '../../../../../renderer/media/devices/screen-capture.ts';
import { FakeDevices } from '../../../../support/renderer/fakes/fake-devices.ts';
import { asTrack, FakeTrack } from '../../../../support/renderer/fakes/fake-track.ts';

test('[SES-3] a screen is asked for without sound, and is sharp before smooth', async () => {
  const port = new FakeDevices();
  const track = await captureScreen(port.getDisplayMedia);
  expect(port.requests).toEqual([{ video: { frameRate: { ideal: 15, max: 30 } }, audio: false }]);
  expect(track?.contentHint).toBe('detail');
});

test.each(['Permission denied', 'Permission denied by user', ''])(
  '[SES-3] choosing none is no failure: "%s"',
  async (refusal) => {
    const port = new FakeDevices();
    port.failures.screen = 'NotAllowedError';
    port.refusal = refusal;
    expect(await captureScreen(port.getDisplayMedia)).toBeNull();
  },
);

test.each([
  ['NotAllowedError', 'Permission denied by system', 'MEDIA_PERMISSION_DENIED'],
  ['NotFoundError', '', 'MEDIA_DEVICE_MISSING'],
  ['NotReadableError', '', 'MEDIA_DEVICE_BUSY'],
  ['InvalidStateError', 'no user gesture', 'MEDIA_FAILED'],
])('[SES-3] %s "%s" is %s', async (name, refusal, code) => {
  const port = new FakeDevices();
  port.failures.screen = name;
  port.refusal = refusal;
  await expect(captureScreen(port.getDisplayMedia)).rejects.toMatchObject({
    code,
    context: { source: 'screen' },
  });
});

test.each([
  ['Editor: notes.md', 'window', 'Editor: notes.md'],
  ['  two\nlines‮ and\tmore ', 'window', 'two lines and more'],
  ['x'.repeat(500), 'window', 'x'.repeat(200)],
  [`${'x'.repeat(199)}😀`, 'window', 'x'.repeat(199)],
  ['Fotos von 👨‍👩‍👧', 'window', 'Fotos von 👨‍👩‍👧'],
  ['screen:-3:0', 'monitor', 'Screen'],
  ['window:71:0', 'window', 'Window'],
  ['web-contents-media-stream://6:8', 'browser', 'Browser tab'],
  ['', 'something new', 'Screen'],
  ['', undefined, 'Screen'],
])('[SES-3] the far side reads of %j (%s) as %j', (label, displaySurface, name) => {
  const track = new FakeTrack('video', { label, ...(displaySurface && { displaySurface }) });
  expect(screenNameOf(asTrack(track))).toBe(name);
  expect(ShortText.safeParse(name).success).toBe(true);
});
