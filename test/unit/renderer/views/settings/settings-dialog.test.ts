// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { preloadViews } from '../../../../../renderer/views/lazy-views.ts';
import { MountedPage } from '../../../../support/renderer/mounted-page.tsx';

const DEVICES = [
  { kind: 'audioinput', deviceId: 'mic-1', label: 'Headset' },
  { kind: 'audioinput', deviceId: 'mic-2', label: '' },
  { kind: 'videoinput', deviceId: 'cam-1', label: 'Webcam' },
  { kind: 'audiooutput', deviceId: 'out-1', label: 'Speakers' },
] as const satisfies Partial<MediaDeviceInfo>[];
const CHOSEN = { microphone: '', camera: '', speaker: '', ringer: '' };

let page: MountedPage;
beforeEach(async () => {
  await preloadViews();
  page = new MountedPage(DEVICES as never);
  page.show({ blocked: ['mallory@example.org'], people: [] });
  await page.press('open-settings');
});
afterEach(() => page.close());

const optionsOf = (testId: string) =>
  [...page.at<HTMLSelectElement>(testId).options].map(({ textContent }) => textContent);

describe('settings', () => {
  test('[SES-1] each connected device can be selected, and the others stay selected', async () => {
    expect(optionsOf('device-microphone')).toEqual(['System default', 'Headset', 'Microphone 2']);
    expect(optionsOf('device-camera')).toEqual(['System default', 'Webcam']);
    expect(optionsOf('device-ringer')).toEqual(optionsOf('device-speaker'));
    page.show({ settings: { devices: { ...CHOSEN, camera: 'cam-1' } } });
    await page.choose('device-ringer', 'out-1');
    expect(page.sentAs('change-settings')).toEqual([
      { devices: { ...CHOSEN, camera: 'cam-1', ringer: 'out-1' } },
    ]);
  });

  test('[SES-1] a selected device that is unplugged stays selected, and is shown as not connected', () => {
    page.show({ settings: { devices: { ...CHOSEN, microphone: 'mic-9' } } });
    expect(optionsOf('device-microphone')[1]).toBe('Selected device (not connected)');
    expect(page.at<HTMLSelectElement>('device-microphone').value).toBe('mic-9');
    expect(page.words('settings')).toContain('Parley uses the system default');
  });

  test('[NOTE-6] do not disturb can be set here and at home', async () => {
    await page.press('settings-dnd');
    page.show({ settings: { doNotDisturb: true } });
    expect(page.at('toggle-dnd').getAttribute('aria-pressed')).toBe('true');
    await page.press('toggle-dnd');
    expect(page.sentAs('change-settings')).toEqual([{ doNotDisturb: true }, { doNotDisturb: false }]);
  });

  test('[INV-11] blocked people are listed and can be unblocked', async () => {
    expect(page.words('unblock-row')).toContain('mallory@example.org');
    await page.press('unblock-person');
    expect(page.sentAs('block')).toEqual([{ address: 'mallory@example.org', blocked: false }]);
    page.show({ blocked: [] });
    expect(page.words('settings')).toContain('You haven’t blocked anyone.');
  });
});
