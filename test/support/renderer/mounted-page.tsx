import { signal } from '@preact/signals';
import { render } from 'preact';
import { act } from 'preact/test-utils';
import type { ParleyError } from '../../../protocol/errors.ts';
import type { AppState } from '../../../protocol/rpc/app-state.ts';
import type { CommandName } from '../../../protocol/rpc/commands.ts';
import type { BridgeStatus } from '../../../renderer/bridge/bridge.ts';
import { DeviceList, type DeviceListPort } from '../../../renderer/media/devices/device-list.ts';
import { MediaProvider } from '../../../renderer/media/elements/media-context.ts';
import { Playback } from '../../../renderer/media/elements/playback.ts';
import { RemoteTracks } from '../../../renderer/media/remote-tracks.ts';
import { ShownPictures } from '../../../renderer/media/shown-pictures.ts';
import {
  NotificationAccess,
  type NotificationPermissionPort,
  type NotificationState,
} from '../../../renderer/notifications/notification-permission.ts';
import { Conversing } from '../../../renderer/state/conversations/conversing.ts';
import { Reactions } from '../../../renderer/state/reactions.ts';
import { Store } from '../../../renderer/state/state.ts';
import { App } from '../../../renderer/views/app.tsx';
import { ConversationsProvider } from '../../../renderer/views/conversation/conversations-context.ts';
import { ReactionsProvider } from '../../../renderer/views/reactions-context.ts';
import { NotificationAccessProvider } from '../../../renderer/views/settings/notification-context.ts';
import { StoreProvider } from '../../../renderer/views/store-context.ts';
import { conversationsIn } from './samples/known-conversations.ts';
import { appState } from './samples/session-view.ts';

/** When everything happens here. */
const NOW_MS = 10_000;

// The document without a browser has no top layer.
HTMLElement.prototype.showPopover ??= () => undefined;

/** A command that the page has sent. */
export interface Sent {
  readonly name: CommandName;
  readonly data: unknown;
}

/** The browser's permission to notify: granted, unless a test changes it. */
class FakeNotificationPermission implements NotificationPermissionPort {
  answer: NotificationState = 'granted';
  asked = 0;
  #state: NotificationState = 'granted';
  #changed: () => void = () => undefined;

  current(): NotificationState {
    return this.#state;
  }

  async request(): Promise<void> {
    this.asked += 1;
    this.#state = this.answer;
  }

  watch(changed: () => void): void {
    this.#changed = changed;
  }

  /** Changes the permission as in the browser's settings. */
  become(state: NotificationState): void {
    this.#state = state;
    void act(() => this.#changed());
  }
}

/** The whole page in a document without a browser: what it shows for a state, and which commands it sends. */
export class MountedPage {
  readonly sent: Sent[] = [];
  /** Commands that main refuses, with the error. */
  readonly refused = new Map<CommandName, ParleyError>();
  readonly store: Store;
  readonly conversing: Conversing;
  /** Reactions stay on screen, because no time passes here. */
  readonly reactions = new Reactions(() => undefined);
  /** The browser's permission to notify, and the user's answer to the question. */
  readonly notifications = new FakeNotificationPermission();
  readonly notificationAccess = new NotificationAccess(this.notifications);
  readonly #root = document.body.appendChild(document.createElement('div'));

  /** @param devices the devices that the browser lists */
  constructor(devices: Partial<MediaDeviceInfo>[] = []) {
    const send = async (name: CommandName, data: unknown) => {
      this.sent.push({ name, data });
      const refusal = this.refused.get(name);
      if (refusal) throw refusal;
      return {} as never;
    };
    this.store = new Store({ bridge: signal<BridgeStatus>({ name: 'attached' }), send });
    this.conversing = new Conversing(async () => ({ messages: [], more: false }));
    const port: DeviceListPort = {
      enumerateDevices: async () => devices as MediaDeviceInfo[],
      addEventListener: () => undefined,
      removeEventListener: () => undefined,
    };
    const media = {
      leases: signal(new Map()),
      remoteTracks: new RemoteTracks(),
      shownPictures: new ShownPictures(signal(true)),
      playback: new Playback(),
      deviceList: new DeviceList(port),
    };
    this.store.show(appState());
    void act(() =>
      render(
        <StoreProvider value={this.store}>
          <MediaProvider value={media}>
            <ConversationsProvider value={this.conversing}>
              <ReactionsProvider value={this.reactions}>
                <NotificationAccessProvider value={this.notificationAccess}>
                  <App />
                </NotificationAccessProvider>
              </ReactionsProvider>
            </ConversationsProvider>
          </MediaProvider>
        </StoreProvider>,
        this.#root,
      ),
    );
  }

  /** Changes a part of the state and shows it. */
  show(change: object): void {
    const state = appState(change);
    const keys = Object.keys(change) as (keyof AppState)[];
    const changed = Object.fromEntries(keys.map((key) => [key, state[key]]));
    const shown = { ...this.store.state.value, ...changed } as AppState;
    void act(() => this.store.show({ ...shown, conversations: conversationsIn(shown, NOW_MS) }));
  }

  /** All elements with a test ID, in document order. */
  all(testId: string): HTMLElement[] {
    return [...document.querySelectorAll<HTMLElement>(`[data-testid="${testId}"]`)];
  }

  has(testId: string): boolean {
    return this.all(testId).length > 0;
  }

  /** The one element with a test ID. @throws Error when there is none or more than one */
  at<Element extends HTMLElement>(testId: string): Element {
    const [element, second] = this.all(testId);
    if (!element || second) throw new Error(`${second ? 'more than one' : 'no'} ${testId}`);
    return element as Element;
  }

  /** The visible text of an element. */
  words(testId: string): string {
    return this.at(testId).textContent?.replace(/\s+/g, ' ').trim() ?? '';
  }

  async press(element: string | HTMLElement): Promise<void> {
    const target = typeof element === 'string' ? this.at(element) : element;
    await act(async () => target.click());
  }

  async type(testId: string, text: string): Promise<void> {
    const input = this.at<HTMLInputElement>(testId);
    await act(async () => {
      input.value = text;
      input.dispatchEvent(new Event('input', { bubbles: true }));
    });
  }

  async choose(testId: string, value: string): Promise<void> {
    const select = this.at<HTMLSelectElement>(testId);
    await act(async () => {
      select.value = value;
      select.dispatchEvent(new Event('change', { bubbles: true }));
    });
  }

  /** Presses a key. The code of a letter is that of a US keyboard unless `init` says otherwise. */
  async key(
    key: string,
    target: HTMLElement = document.body,
    init: KeyboardEventInit = {},
  ): Promise<KeyboardEvent> {
    const code = /^[a-z]$/i.test(key) ? `Key${key.toUpperCase()}` : key;
    const event = new KeyboardEvent('keydown', { key, code, bubbles: true, cancelable: true, ...init });
    await act(async () => {
      target.dispatchEvent(event);
    });
    return event;
  }

  /** The data of all sent commands with this name. */
  sentAs(name: CommandName): unknown[] {
    return this.sent.filter((each) => each.name === name).map(({ data }) => data);
  }

  close(): void {
    render(null, this.#root);
    this.#root.remove();
  }
}
