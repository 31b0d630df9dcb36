import './strict-policy.ts';
import { effect } from '@preact/signals';
import { render } from 'preact';
import { startAttention } from './attention.ts';
import { backOffMs, carrierOf } from './bridge/carriers.ts';
import { Bridge } from './bridge.ts';
import { Conversing } from './conversing.ts';
import { createSfuClient } from './media/carriages/sfu-device.ts';
import { browserDevices } from './media/devices.ts';
import { MediaProvider } from './media/elements/media-context.ts';
import { Playback } from './media/elements/playback.ts';
import { MediaEngine } from './media/media-engine.ts';
import { releasingPromptly } from './media/prompt-release.ts';
import { askForNotifications } from './notifications.ts';
import { Store } from './state.ts';
import { App } from './views/app.tsx';
import { ConversationsProvider } from './views/conversations-context.ts';
import { StoreProvider } from './views/store-context.ts';
import './views/styles.css';

const bridge = new Bridge();
const engine = new MediaEngine({
  send: bridge.send,
  devices: browserDevices(),
  createConnection: (configuration) => new RTCPeerConnection(configuration),
  createSfuClient,
});
const store = new Store({
  bridge: bridge.status,
  send: releasingPromptly(bridge.send, (id) => engine.releaseDevicesOf(id)),
});
const { leases, remoteTracks } = engine;
const media = { leases: leases.all, remoteTracks, playback: new Playback() };

const conversing = new Conversing({
  send: bridge.send,
  read: (data) => store.ask('read-messages', data),
  now: Date.now,
});
effect(() => {
  if (store.state.value) conversing.update(store.state.value);
});

startAttention(store);

effect(() => {
  const { state, routerRtpCapabilities } = store.state.value?.registration ?? {};
  if (state === 'registered' && routerRtpCapabilities) {
    requestIdleCallback(() => engine.preload(routerRtpCapabilities));
  }
});

window.addEventListener('pagehide', () => engine.releaseAll());

/** What main tells is shown in its order. */
let shown = Promise.resolve();
/** Shows a change: drawing a call or a conference takes the page long enough to hold its first pictures up. */
function show(change: () => void): Promise<void> {
  shown = shown.then(() => engine.untilNegotiated()).then(change);
  return shown;
}

void bridge.start({
  open: carrierOf(window),
  pause: (failures) => new Promise((resolve) => setTimeout(resolve, backOffMs(failures, Math.random))),
  orders: {
    ...engine.orders,
    'messages-changed': async ({ conversationId, messages }) => {
      conversing.messages.change(conversationId, messages);
      return {};
    },
    'state-changed': async (change) => {
      await show(() => store.change(change));
      return {};
    },
  },
  onAttached: (state) => {
    void show(() => {
      conversing.attached();
      store.attach(state);
    });
    // Read by `npm run bench -- startup`: from this frame on the window can be used.
    requestAnimationFrame(() => performance.mark('usable'));
  },
  onLost: () => engine.releaseAll(),
});

render(
  <StoreProvider value={store}>
    <MediaProvider value={media}>
      <ConversationsProvider value={conversing}>
        <App onSignIn={askForNotifications} />
      </ConversationsProvider>
    </MediaProvider>
  </StoreProvider>,
  document.body,
);
