// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test } from 'vitest';
import { preloadViews } from '../../../../../../renderer/views/lazy-views.ts';
import { MountedPage } from '../../../../../support/renderer/mounted-page.tsx';

const SOURCES = [
  { id: 'window:7', name: '<b>Budget</b>', kind: 'window', thumbnail: '' },
  { id: 'screen:0', name: 'Screen 1', kind: 'screen', thumbnail: 'data:image/png;base64,AAAA' },
];

let page: MountedPage;
beforeEach(async () => {
  await preloadViews();
  page = new MountedPage();
});
afterEach(() => page.close());

test('[SES-3] screens come before windows, each with its name, and the choice goes to main once', async () => {
  expect(page.has('screen-picker')).toBe(false);
  page.show({ screenPicker: SOURCES });
  const sources = page.all('screen-source');
  expect(sources.map(({ textContent }) => textContent)).toEqual(['Screen 1', '<b>Budget</b>']);
  await Promise.all(sources.map((source) => page.press(source)));
  expect(page.sentAs('choose-screen')).toEqual([{ sourceId: 'screen:0' }]);
  page.show({ screenPicker: null });
  expect(page.has('screen-picker')).toBe(false);
});

test('[SES-3] Cancel and Escape choose nothing', async () => {
  page.show({ screenPicker: SOURCES });
  await page.press('screen-cancel');
  page.at<HTMLDialogElement>('screen-picker').close();
  await Promise.resolve();
  expect(page.sentAs('choose-screen')).toEqual([{ sourceId: null }, { sourceId: null }]);
});

test('[SES-3] the picker says that there is nothing to share', () => {
  page.show({ screenPicker: [] });
  expect(page.words('screen-picker')).toContain('There is no screen or window to share');
});
