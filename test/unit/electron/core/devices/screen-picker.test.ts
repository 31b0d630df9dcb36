import { beforeEach, describe, expect, test } from 'vitest';
import { shellCommands } from '../../../../../electron/core/desktop/shell-commands.ts';
import { ScreenPicker } from '../../../../../electron/core/devices/screen-picker.ts';
import { AppStore } from '../../../../../electron/core/store.ts';
import { LeaseId } from '../../../../../protocol/ids.ts';
import { AppState, type ScreenSource } from '../../../../../protocol/rpc/app-state.ts';
import { ShortText } from '../../../../../protocol/text/addresses.ts';
import { FakeNetwork, FakeShell } from '../../../../support/core/fakes/fake-shell.ts';
import { appState } from '../../../../support/renderer/samples/session-view.ts';

const leaseId = LeaseId.parse('lease-0001');
const SCREEN: ScreenSource = { id: 'screen:0', name: 'Whole screen', kind: 'screen', thumbnail: 'data:,1' };
const EDITOR: ScreenSource = { id: 'window:7', name: 'Editor', kind: 'window', thumbnail: 'data:,2' };

let store: AppStore;
let picker: ScreenPicker;
let shell: FakeShell;
/** Ends the page's `open-screen`. */
let answerPage: (reply: object) => void;
const heard: string[] = [];

beforeEach(() => {
  heard.length = 0;
  store = new AppStore(appState(), () => {});
  shell = new FakeShell(new FakeNetwork());
  const order = async (name: string) => {
    heard.push(name);
    if (name !== 'open-screen') return {};
    return new Promise((resolve) => {
      answerPage = resolve;
    });
  };
  picker = new ScreenPicker(store, { attached: true, order: order as never });
});

const commands = () => shellCommands({ shell, screenPicker: picker });
const openScreen = () => picker.page.order('open-screen', { leaseId });

describe('choosing a screen', () => {
  test('[LEASE-4] there is a choice only while a lease opens a screen', async () => {
    expect(picker.opening).toBe(false);
    expect(await picker.choose([SCREEN])).toBeNull();
    expect(store.state.screenPicker).toBeNull();
    const opened = openScreen();
    expect(picker.opening).toBe(true);
    answerPage({ result: { open: false } });
    await opened;
    expect(picker.opening).toBe(false);
  });

  test('[SES-3] the user chooses in the page; the other side will read the name', async () => {
    const opened = openScreen();
    const choice = picker.choose([SCREEN, EDITOR]);
    expect(store.state.screenPicker).toEqual([SCREEN, EDITOR]);
    await commands()['choose-screen']({ sourceId: 'window:7' });
    expect(await choice).toEqual(EDITOR);
    expect(store.state.screenPicker).toBeNull();
    picker.given(EDITOR.name);
    answerPage({ result: { open: true }, name: 'window:7:0' });
    expect(await opened).toEqual({ result: { open: true }, name: 'Editor' });
  });

  test('[SES-3] without a name from the choice the page’s own name is used, and never an old name', async () => {
    picker.given('Old');
    const opened = openScreen();
    answerPage({ result: { open: true }, name: 'Screen 1' });
    expect(await opened).toMatchObject({ name: 'Screen 1' });
  });

  const busy = { open: false, code: 'MEDIA_DEVICE_BUSY' } as const;

  test.each([
    ['the user chose none', () => picker.notGiven('none-chosen'), { open: false }],
    ['the system failed', () => picker.notGiven('failed'), { open: false, code: 'MEDIA_FAILED' }],
    ['the capture itself failed', () => picker.given('Editor'), busy],
    ['nothing is known', () => {}, busy],
  ])(
    '[SES-3] the page reads an AbortError as a device in use; %s: main knows better or not',
    async (_why, tell, result) => {
      const opened = openScreen();
      tell();
      answerPage({ result: busy });
      expect(await opened).toEqual({ result });
    },
  );

  test('[SES-3] the reason of an earlier choice does not count for the next', async () => {
    picker.notGiven('none-chosen');
    const opened = openScreen();
    answerPage({ result: busy });
    expect(await opened).toEqual({ result: busy });
  });

  test('[SES-3] a screen that is open stays so', async () => {
    const opened = openScreen();
    picker.notGiven('none-chosen');
    answerPage({ result: { open: true }, name: 'Screen 1' });
    expect(await opened).toEqual({ result: { open: true }, name: 'Screen 1' });
  });

  test('[RES-6] the name is what people can read of the window’s title', async () => {
    const opened = openScreen();
    picker.given('Plan\u202Efdp.\u0007\nx'.padEnd(300, 'y'));
    answerPage({ result: { open: true } });
    const { name } = await opened;
    expect([name?.startsWith('Planfdp.xy'), ShortText.safeParse(name).success]).toEqual([true, true]);
  });

  test('[LEASE-4] a screen that is turned on in a lease that sends already is opened as well', async () => {
    const seen: boolean[] = [];
    const order = async () => {
      seen.push(turning.opening);
      return { open: true };
    };
    const turning: ScreenPicker = new ScreenPicker(store, { attached: true, order: order as never });
    for (const [source, on] of [
      ['screen', true],
      ['screen', false],
      ['camera', true],
    ] as const) {
      expect(await turning.page.order('set-source', { leaseId, source, on })).toEqual({ open: true });
    }
    expect([seen, turning.opening]).toEqual([[true, false, false], false]);
  });

  test('[SES-3] choosing none is a normal result', async () => {
    void openScreen();
    const choice = picker.choose([SCREEN]);
    await commands()['choose-screen']({ sourceId: null });
    expect(await choice).toBeNull();
    expect(store.state.screenPicker).toBeNull();
  });

  test('[LEASE-4] a source that was not offered counts as none, and so does a choice without a question', async () => {
    void openScreen();
    const choice = picker.choose([SCREEN]);
    await commands()['choose-screen']({ sourceId: 'window:666' });
    expect(await choice).toBeNull();
    await commands()['choose-screen']({ sourceId: 'screen:0' });
  });

  test('[LEASE-2] a lease that is released while the user chooses ends the choice', async () => {
    void openScreen();
    const choice = picker.choose([SCREEN]);
    await picker.page.order('release-lease', { leaseId });
    expect(await choice).toBeNull();
    expect([picker.opening, store.state.screenPicker, heard]).toEqual([
      false,
      null,
      ['open-screen', 'release-lease'],
    ]);
  });

  test('[RES-5] a page that goes away while the user chooses ends the choice', async () => {
    const gone = new ScreenPicker(store, { attached: true, order: () => Promise.reject(new Error('gone')) });
    const opened = gone.page.order('open-screen', { leaseId });
    const choice = gone.choose([SCREEN]);
    await expect(opened).rejects.toThrow('gone');
    expect(await choice).toBeNull();
    expect(store.state.screenPicker).toBeNull();
  });

  test('a second question replaces the first', async () => {
    void openScreen();
    const first = picker.choose([SCREEN]);
    const second = picker.choose([EDITOR]);
    expect(await first).toBeNull();
    picker.chosen(EDITOR.id);
    expect(await second).toEqual(EDITOR);
  });

  test('no sources, no question', async () => {
    void openScreen();
    expect(await picker.choose([])).toBeNull();
    expect(store.state.screenPicker).toBeNull();
  });

  test('[RES-6] names from the system are cut to the length that the contract allows', () => {
    void openScreen();
    const long = { ...EDITOR, name: 'n'.repeat(900), thumbnail: 't'.repeat(60_001) };
    picker.choose(Array.from({ length: 300 }, (_, at) => ({ ...long, id: `window:${at}` })));
    expect(AppState.parse(store.state).screenPicker).toHaveLength(100);
    expect(store.state.screenPicker?.[0]).toMatchObject({ name: 'n'.repeat(200), thumbnail: '' });
  });
});

describe('commands of the shell', () => {
  test('[SEC-4] a link opens outside, once it has been checked', async () => {
    await commands()['open-link']({ url: 'https://example.org' });
    await expect(commands()['open-link']({ url: 'javascript:alert(1)' })).rejects.toMatchObject({
      code: 'RPC_FORBIDDEN',
    });
    expect(shell.opened).toEqual(['https://example.org/']);
  });

  test('[SEC-4] a system that does not open it says so, by a typed error', async () => {
    shell.opens = false;
    await expect(commands()['open-link']({ url: 'https://example.org' })).rejects.toMatchObject({
      code: 'LINK_NOT_OPENED',
    });
    shell.openExternal = () => Promise.reject(new Error('no handler'));
    await expect(commands()['open-link']({ url: 'https://example.org' })).rejects.toMatchObject({
      code: 'LINK_NOT_OPENED',
    });
  });

  test('[NOTE-1] the page may ask for its window', async () => {
    await commands()['show-window']();
    expect(shell.shows).toBe(1);
  });
});
