import { effect, signal } from '@preact/signals';
import { render } from 'preact';
import { CarriageId, LeaseId, ParticipantId } from '../../../../protocol/ids.ts';
import { DeviceList } from '../../../../renderer/media/devices/device-list.ts';
import { Devices } from '../../../../renderer/media/devices/devices.ts';
import { Leases } from '../../../../renderer/media/devices/leases.ts';
import { MediaProvider } from '../../../../renderer/media/elements/media-context.ts';
import { Playback } from '../../../../renderer/media/elements/playback.ts';
import { RemoteTracks } from '../../../../renderer/media/remote-tracks.ts';
import { ShownPictures } from '../../../../renderer/media/shown-pictures.ts';
import {
  NotificationAccess,
  type NotificationState,
} from '../../../../renderer/notifications/notification-permission.ts';
import { Conversing } from '../../../../renderer/state/conversations/conversing.ts';
import { Reactions } from '../../../../renderer/state/reactions.ts';
import { Store } from '../../../../renderer/state/state.ts';
import { App } from '../../../../renderer/views/app.tsx';
import { ConversationsProvider } from '../../../../renderer/views/conversation/conversations-context.ts';
import { preloadViews } from '../../../../renderer/views/lazy-views.ts';
import { ReactionsProvider } from '../../../../renderer/views/reactions-context.ts';
import { NotificationAccessProvider } from '../../../../renderer/views/settings/notification-context.ts';
import { StoreProvider } from '../../../../renderer/views/store-context.ts';
import '../../../../renderer/views/styles.css';
import { PRESSED } from './call-states.ts';
import { CONFERENCE_PRESSED, REACTIONS } from './conference-states.ts';
import { goToStory, storyMessages } from './conversation-states.ts';
import { ESCALATION_PRESSED } from './escalation-states.ts';
import { IN_CONFERENCE_PRESSED } from './in-conference-states.ts';
import { longAlerts, STORIES, storyState } from './states.ts';
import { TRANSFER_PRESSED } from './transfer-states.ts';

/** Stories of the page: `?story=NAME&theme=dark`. Main is a constant state; pictures are drawings. */
const query = new URLSearchParams(location.search);
const name = query.get('story') ?? 'home';

function drawnTrack(hue: number): MediaStreamTrack {
  const canvas = document.createElement('canvas');
  canvas.width = 640;
  canvas.height = 360;
  const context = canvas.getContext('2d') as CanvasRenderingContext2D;
  const draw = () => {
    const sky = context.createLinearGradient(0, 0, 640, 360);
    sky.addColorStop(0, `hsl(${hue} 45% 62%)`);
    sky.addColorStop(1, `hsl(${hue + 50} 40% 38%)`);
    context.fillStyle = sky;
    context.fillRect(0, 0, 640, 360);
    context.fillStyle = `hsl(${hue + 20} 30% 24%)`;
    context.beginPath();
    context.arc(320, 160, 78, 0, 7);
    context.ellipse(320, 380, 170, 130, 0, 0, 7);
    context.fill();
  };
  draw();
  setInterval(draw, 200);
  return canvas.captureStream(5).getVideoTracks()[0] as MediaStreamTrack;
}

const bridge = signal(name === 'lost' ? { name: 'lost' as const } : { name: 'attached' as const });
const store = new Store({ bridge, send: async () => ({}) as never });
const leases = new Leases({
  devices: new Devices({
    getUserMedia: async () => new MediaStream([drawnTrack(210)]),
    getDisplayMedia: async () => new MediaStream([drawnTrack(120)]),
    wouldAsk: () => false,
    isThere: async () => true,
    onChange: () => undefined,
  }),
  send: async () => ({}) as never,
  onEnded: () => undefined,
});
const deviceList = new DeviceList(navigator.mediaDevices);
const remoteTracks = new RemoteTracks();
const conversing = new Conversing(async () => ({
  messages: storyMessages(name),
  more: name === 'conversation',
}));
effect(() => {
  if (store.state.value) conversing.update(store.state.value);
});
const state = storyState(name, query.get('theme') === 'dark' ? 'dark' : 'light');
store.show({ ...state, alerts: [...state.alerts, ...longAlerts(Number(query.get('alerts') ?? 0))] });
goToStory(name, conversing.navigation, store.state.value?.people ?? []);
void leases.obtain(LeaseId.parse('lease-0001')).open({ microphone: false, camera: true });
remoteTracks.add([
  {
    carriageId: CarriageId.parse('session-0001'),
    owner: 'peer',
    source: 'camera',
    track: drawnTrack(20),
  },
  {
    carriageId: CarriageId.parse('session-screen'),
    owner: 'peer',
    source: 'screen',
    track: drawnTrack(220),
  },
  ...(store.stay.value?.participants ?? []).slice(1).map(({ id }, index) => ({
    carriageId: CarriageId.parse('conference-0001'),
    owner: ParticipantId.parse(id),
    source: 'camera' as const,
    track: drawnTrack(index * 47),
  })),
]);

const screens = (store.stay.value?.participants ?? []).filter(({ media }) => media.screen === 'on');
remoteTracks.add(
  screens.map(({ id }, index) => ({
    carriageId: CarriageId.parse('conference-0001'),
    owner: id,
    source: 'screen' as const,
    track: drawnTrack(160 + index * 90),
  })),
);

/** Stories of the notice contain the state of the permission: `notifications-denied`. */
const permission = (/^notifications-(\w+)$/.exec(name)?.[1] ?? 'granted') as NotificationState;
const notificationAccess = new NotificationAccess({
  current: () => permission,
  request: async () => undefined,
  watch: () => undefined,
});
const reactions = new Reactions(() => undefined);
const media = {
  leases: leases.all,
  remoteTracks,
  deviceList,
  shownPictures: new ShownPictures(signal(true)),
  playback: new Playback(),
};
// Preloaded, because the pictures show views, not how they load.
await preloadViews();
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

for (const [index, reaction] of REACTIONS[name]?.entries() ?? []) {
  const participant = store.stay.value?.participants[index];
  if (participant) reactions.show(participant.id, reaction);
}
const presses: Readonly<Record<string, readonly string[]>> = {
  ...PRESSED,
  ...CONFERENCE_PRESSED,
  ...IN_CONFERENCE_PRESSED,
  ...TRANSFER_PRESSED,
  ...ESCALATION_PRESSED,
};
for (const testId of presses[name] ?? []) {
  // Each click needs the elements that the click before it has opened, and their effects.
  await afterPaint();
  document.querySelector<HTMLElement>(`[data-testid="${testId}"]`)?.click();
}

function afterPaint(): Promise<unknown> {
  return new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 50)));
}

declare global {
  interface Window {
    stories: readonly string[];
  }
}
window.stories = [...STORIES, 'lost'];
