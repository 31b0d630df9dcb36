import './strict-policy.ts';
import { computed, effect } from '@preact/signals';
import { render } from 'preact';
import { Bridge } from './bridge/bridge.ts';
import { backOffMs, carrierOf } from './bridge/carriers.ts';
import { stayEvents } from './bridge/stay-events.ts';
import { createSfuClient } from './media/carriages/sfu-device.ts';
import { actingFirst } from './media/devices/acting-first.ts';
import { DeviceList } from './media/devices/device-list.ts';
import { browserDevices } from './media/devices/devices.ts';
import { MediaProvider } from './media/elements/media-context.ts';
import { Playback } from './media/elements/playback.ts';
import { MediaEngine } from './media/media-engine.ts';
import { pageVisibility, ShownPictures } from './media/shown-pictures.ts';
import { browserNotifications, NotificationAccess } from './notifications/notification-permission.ts';
import { Conversing } from './state/conversations/conversing.ts';
import { browserNetwork, watchNetwork } from './state/network-watch.ts';
import { Reactions } from './state/reactions.ts';
import { ShownInTurn } from './state/shown-in-turn.ts';
import { Store } from './state/state.ts';
import { StateMirror } from './state/state-mirror.ts';
import { App } from './views/app.tsx';
import { ConversationsProvider } from './views/conversation/conversations-context.ts';
import { preloadViews } from './views/lazy-views.ts';
import { ReactionsProvider } from './views/reactions-context.ts';
import { type LayoutPort, readKeyLabels } from './views/settings/key-labels.ts';
import { NotificationAccessProvider } from './views/settings/notification-context.ts';
import { StoreProvider } from './views/store-context.ts';
import './views/styles.css';

/** The views of calls and conferences start to load at most this long after the sign-in. */
const PRELOAD_WITHIN_MS = 500;

const bridge = new Bridge();
const shownPictures = new ShownPictures(pageVisibility(document));
const playback = new Playback();
const engine = new MediaEngine({
  send: bridge.send,
  devices: browserDevices(),
  shownPictures,
  playback,
  createConnection: (configuration) => new RTCPeerConnection(configuration),
  createSfuClient,
});
const store: Store = new Store({
  bridge: bridge.status,
  send: actingFirst(bridge.send, {
    wishes: engine.leases.wishes,
    endNow: (id) => engine.endNow(id),
    leasesOf: (id) => engine.leasesOf(id),
    lease: (id) => engine.leases.find(id),
    previewLease: () => {
      const preview = store.state.value?.preview;
      return preview ? engine.leases.find(preview.leaseId) : undefined;
    },
  }),
  after: (delayMs, action) => setTimeout(action, delayMs),
});
const { leases, remoteTracks } = engine;
const deviceList = new DeviceList(navigator.mediaDevices);
const media = { leases: leases.all, remoteTracks, shownPictures, playback, deviceList };

const speaker = computed(() => store.state.value?.settings.devices.speaker ?? '');
effect(() => {
  if (speaker.value) void deviceList.refresh();
});
effect(() => playback.useSpeaker(deviceList.speakerOrDefault(speaker.value)));

// Without main there is nothing to tell: main makes new connections when it is back.
watchNetwork(browserNetwork(), () => void bridge.send('network-changed', {}).catch(() => undefined));

const conversing = new Conversing((data) => store.ask('read-messages', data));
effect(() => {
  if (store.state.value) conversing.update(store.state.value);
});

// Pages get no event when the user changes the keyboard layout, so it is read again when the window gets the focus.
const readLayout = () => void readKeyLabels(navigator as LayoutPort);
readLayout();
window.addEventListener('focus', readLayout);

const reactions = new Reactions((action, delayMs) => setTimeout(action, delayMs));

const notificationAccess = new NotificationAccess(browserNotifications());

let attention: Promise<void> | undefined;
/** Loads notifications and sounds. Only signed-in users need them, because only they can be called. */
function loadAttention(): void {
  attention ??= import('./notifications/attention.ts').then(({ startAttention }) =>
    startAttention(store, notificationAccess),
  );
  attention.catch(() => {
    // The code comes from main, and main is gone. The next sign-in tries again.
    attention = undefined;
  });
}

const registration = computed(() => store.state.value?.registration);
effect(() => {
  const { state, routerRtpCapabilities } = registration.value ?? {};
  if (state !== 'registered' && state !== 'reconnecting') return;
  loadAttention();
  const preload = () => {
    void preloadViews();
    if (routerRtpCapabilities) engine.preload(routerRtpCapabilities);
  };
  // The timeout loads the views before the first call even if the page is never idle.
  requestIdleCallback(preload, { timeout: PRELOAD_WITHIN_MS });
});

window.addEventListener('pagehide', () => engine.releaseAll());

// After running negotiations, because drawing a call or conference would delay its first video frames.
const { show } = new ShownInTurn(() => engine.untilNegotiated());

const pause = (failures: number) =>
  new Promise<void>((resolve) => setTimeout(resolve, backOffMs(failures, Math.random)));

const mirror = new StateMirror({
  pause,
  read: () => bridge.send('read-state', {}),
  show: (state) => void show(() => store.show(state)),
});

void bridge.start({
  open: carrierOf(window),
  pause,
  orders: {
    ...engine.orders,
    ...stayEvents(window),
    'messages-changed': async ({ conversationId, messages }) => {
      conversing.messages.change(conversationId, messages);
      return {};
    },
    'show-reaction': async ({ conferenceId, participantId, reaction }) => {
      if (store.stay.value?.conference.id === conferenceId) reactions.show(participantId, reaction);
      return {};
    },
    'state-changed': async (change) => {
      mirror.change(change);
      return {};
    },
  },
  onAttached: (whole) => {
    void show(() => conversing.attached());
    mirror.attach(whole);
    leases.wishes.resend(bridge.send);
    // `npm run bench -- startup` reads this mark: from this frame on the window is usable.
    requestAnimationFrame(() => performance.mark('usable'));
  },
  onLost: () => {
    mirror.lost();
    engine.releaseAll();
  },
});

render(
  <StoreProvider value={store}>
    <MediaProvider value={media}>
      <ConversationsProvider value={conversing}>
        <ReactionsProvider value={reactions}>
          <NotificationAccessProvider value={notificationAccess}>
            <App />
          </NotificationAccessProvider>
        </ReactionsProvider>
      </ConversationsProvider>
    </MediaProvider>
  </StoreProvider>,
  document.body,
);
