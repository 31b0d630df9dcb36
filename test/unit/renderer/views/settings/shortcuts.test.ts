// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { preloadViews } from '../../../../../renderer/views/lazy-views.ts';
import { readKeyLabels } from '../../../../../renderer/views/settings/key-labels.ts';
import { MountedPage } from '../../../../support/renderer/mounted-page.tsx';
import { callView } from '../../../../support/renderer/samples/session-view.ts';
import { participant, stayView } from '../../../../support/renderer/samples/stay-view.ts';

const OFF = { microphone: 'muted', camera: 'off', screen: 'off' };
const call = callView();
const quiet = callView({ local: OFF });
const LETTERS = [...'abcdefghijklmnopqrstuvwxyz'];

let page: MountedPage;
beforeEach(async () => {
  await preloadViews();
  page = new MountedPage();
});
afterEach(async () => {
  page.close();
  await readKeyLabels({ keyboard: { getLayoutMap: async () => new Map() } });
});

const sources = () => page.sentAs('set-source');
const opened = () => sources().filter((data) => (data as { on: boolean }).on);
const set = (source: string, on: boolean) => ({ leaseId: 'lease-0001', source, on });

describe('[UI-4] shortcuts follow the physical key', () => {
  test.each([
    ['Cyrillic', 'ь', 'м', 'р'],
    ['Greek', 'μ', 'ω', 'η'],
    ['Hebrew', 'צ', 'ה', 'י'],
    ['Arabic', 'ة', 'ر', 'ا'],
    ['AZERTY', ',', 'v', 'h'],
    ['Dvorak', 'm', 'k', 'd'],
    ['Latin with caps lock', 'M', 'V', 'H'],
  ])('%s', async (_, m, v, h) => {
    page.show({ sessions: [call] });
    await page.key(m, document.body, { code: 'KeyM' });
    await page.key(v, document.body, { code: 'KeyV' });
    await page.key(h, document.body, { code: 'KeyH' });
    expect(sources()).toEqual([set('microphone', false), set('camera', false)]);
    expect(page.sentAs('hold')).toEqual([{ sessionId: 'session-0001', held: true }]);
  });

  test('the letter at another position of the layout does nothing', async () => {
    page.show({ sessions: [call] });
    await page.key('m', document.body, { code: 'Semicolon' });
    expect(sources()).toEqual([]);
  });

  test('a key without a code, as screen keyboards send it, counts by its letter', async () => {
    page.show({ sessions: [call] });
    await page.key('m', document.body, { code: '' });
    expect(sources()).toEqual([set('microphone', false)]);
  });

  test('tooltips and assistive technology use the layout’s label of the key', async () => {
    page.show({ sessions: [call] });
    expect(page.at('toggle-microphone').title).toBe('Mute (M)');
    expect(page.at('toggle-microphone').getAttribute('aria-keyshortcuts')).toBe('M Control+D');
    await readKeyLabels({ keyboard: { getLayoutMap: async () => new Map([['KeyM', ',']]) } });
    page.show({ sessions: [callView({ local: { ...OFF, microphone: 'on' } })] });
    expect(page.at('toggle-microphone').title).toBe('Mute (,)');
  });
});

describe('[LEASE-2] nothing but the user unmutes', () => {
  test('no letter opens a microphone or a camera, not even in a whole sentence', async () => {
    page.show({ sessions: [quiet] });
    for (const letter of LETTERS) await page.key(letter);
    expect(opened()).toEqual([]);
    page.show({ sessions: [], stay: stayView({ local: OFF }) });
    for (const letter of LETTERS) await page.key(letter);
    expect(opened()).toEqual([]);
  });

  test('a letter does not resume a call on hold, which would open both', async () => {
    page.show({ sessions: [callView({ hold: { byUs: true, byThem: false } })] });
    await page.key('h');
    expect(page.sentAs('hold')).toEqual([]);
    await page.key('h', document.body, { ctrlKey: true, shiftKey: true });
    expect(page.sentAs('hold')).toEqual([{ sessionId: 'session-0001', held: false }]);
  });

  test.each([
    ['Ctrl+D', 'KeyD', 'microphone'],
    ['Ctrl+E', 'KeyE', 'camera'],
  ])('%s opens and closes it', async (_, code, source) => {
    page.show({ sessions: [quiet] });
    const event = await page.key('x', document.body, { code, ctrlKey: true });
    expect(event.defaultPrevented).toBe(true);
    page.show({ sessions: [call] });
    await page.key('x', document.body, { code, ctrlKey: true });
    expect(sources()).toEqual([set(source, true), set(source, false)]);
  });

  test('the tooltip of a closed microphone names the chord, not the letter', () => {
    page.show({ sessions: [quiet] });
    expect(page.at('toggle-microphone').title).toBe('Unmute (Ctrl+D)');
    expect(page.at('toggle-microphone').getAttribute('aria-keyshortcuts')).toBe('Control+D');
  });
});

describe('[UI-4] letters never act while typing, in menus, lists or dialogs', () => {
  const pressAll = async (target: HTMLElement, init: KeyboardEventInit = {}) => {
    const before = page.sent.length;
    for (const letter of LETTERS) await page.key(letter, target, init);
    return page.sent.slice(before).map(({ name }) => name);
  };

  test.each([
    ['a text field', '<input>'],
    ['a text area', '<textarea></textarea>'],
    ['a select', '<select><option>M</option></select>'],
    ['text that can be edited', '<div contenteditable="true"></div>'],
    ['a list', '<ul role="listbox"><li role="option" tabindex="-1"></li></ul>'],
    ['a menu', '<div role="menu"><button role="menuitem"></button></div>'],
    ['a question', '<div role="alertdialog"><button></button></div>'],
  ])('%s', async (_, html) => {
    page.show({ sessions: [call] });
    const place = document.body.appendChild(document.createElement('div'));
    place.innerHTML = html;
    const target = place.querySelector<HTMLElement>('[role="option"], button') ?? place.firstElementChild;
    expect(await pressAll(target as HTMLElement)).toEqual([]);
    place.remove();
  });

  test('an open menu gets the letters, wherever the focus is', async () => {
    page.show({ stay: stayView({ participants: [participant('Alice', { role: 'organizer' })] }) });
    await page.press('conference-menu');
    const entry = document.querySelector<HTMLElement>('[role^="menuitem"]');
    expect(await pressAll(entry as HTMLElement)).toEqual([]);
    expect(await pressAll(document.body)).toEqual([]);
    expect(page.has('chat-pane')).toBe(false);
  });

  test.each<[string, KeyboardEventInit]>([
    ['Alt', { altKey: true }],
    ['AltGraph', { ctrlKey: true, altKey: true }],
    ['Meta', { metaKey: true }],
    ['Shift', { shiftKey: true }],
    ['a key that is held down', { repeat: true }],
    ['an input method', { isComposing: true }],
    ['an input method that hides its keys', { key: 'Process', code: 'KeyM' }],
  ])('nor with %s', async (_, init) => {
    page.show({ sessions: [call] });
    expect(await pressAll(document.body, init)).toEqual([]);
    // A chord with other modifiers does nothing either.
    await page.key('d', document.body, { ...init, ctrlKey: true });
    expect(sources()).toEqual([]);
  });

  test('a key that another element has handled is not handled twice', async () => {
    page.show({ sessions: [call] });
    const stop = (event: Event) => event.preventDefault();
    document.body.addEventListener('keydown', stop);
    await page.key('m');
    document.body.removeEventListener('keydown', stop);
    expect(sources()).toEqual([]);
  });
});

describe('[UI-4] single letters can be switched off', () => {
  test('then no letter acts, the chords do, and the tooltips show them', async () => {
    page.show({ sessions: [call], settings: { letterShortcuts: false } });
    for (const letter of LETTERS) await page.key(letter);
    expect(page.sent).toEqual([]);
    expect(page.at('toggle-microphone').title).toBe('Mute (Ctrl+D)');
    expect(page.at('toggle-share').title).toBe('Share a screen or window');
    expect(page.at('toggle-share').hasAttribute('aria-keyshortcuts')).toBe(false);
    await page.key('d', document.body, { ctrlKey: true });
    expect(sources()).toEqual([set('microphone', false)]);
  });

  test('the settings list every shortcut and have the switch', async () => {
    await page.press('open-settings');
    expect(page.words('shortcut-settings')).toContain('Mute or unmuteCtrl+D');
    expect(page.words('shortcut-settings')).toContain('Turn the camera offV');
    await page.press('letter-shortcuts');
    expect(page.sentAs('change-settings')).toEqual([{ letterShortcuts: false }]);
  });
});
