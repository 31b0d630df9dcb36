import { useSignalEffect } from '@preact/signals';
import { WifiOff } from 'lucide';
import { text } from '../i18n/en.ts';
import { RemoteSound } from '../media/elements/track-elements.tsx';
import { callBecoming, isLive } from '../state/sessions.ts';
import { Alerts } from './alerts.tsx';
import { BridgeView } from './bridge-view.tsx';
import { EndedScreen } from './call/ended-card.tsx';
import { SharingBar } from './call/sharing/sharing-bar.tsx';
import { LinkNotice } from './conference/lobby/link-notice.tsx';
import { ConferenceSlot } from './conference-slot.tsx';
import { useConversations } from './conversation/conversations-context.ts';
import { Home } from './home/home.tsx';
import { SignIn } from './home/sign-in.tsx';
import { IncomingCards } from './incoming/incoming-cards.tsx';
import {
  LazyCallView,
  LazyExitedScreen,
  LazyOutgoingCard,
  LazyScreenPicker,
  LazySharedScreenView,
} from './lazy-views.ts';
import { useAppState, useStore } from './store-context.ts';
import { Announcer } from './ui/behavior/announcer.tsx';
import { Icon } from './ui/icon.tsx';

/** The whole page. */
export function App() {
  const { bridge, state } = useStore();
  useTheme();
  if (bridge.value.name !== 'attached' || !state.value) return <BridgeView />;
  return (
    <>
      <ReconnectingBanner />
      <SharingBar />
      <Alerts />
      {/* Has no height: the cards cover what is below, but not the lines above. */}
      <div class="incoming-place">
        <IncomingCards />
      </div>
      <Screen />
      <LinkNotice />
      {state.value.screenPicker && <LazyScreenPicker />}
      <Announcer />
      <RemoteSound />
    </>
  );
}

/** A live stay, by itself or in the background of the call that becomes the conference, and the rest of the stage. */
function Screen() {
  const { current, stay } = useStore();
  const { registration, sessions } = useAppState();
  if (registration.state === 'signed-out' || registration.state === 'signing-in') {
    return <SignIn />;
  }
  const isInCall = current.value !== null && isLive(current.value);
  const conference = stay.value && stay.value.state !== 'exited' ? stay.value : null;
  const isBecoming = conference?.state === 'connected' && callBecoming(sessions, conference) !== undefined;
  return (
    <>
      {conference && (!isInCall || isBecoming) && (
        <ConferenceSlot key={conference.conference.id} stay={conference} isInBackground={isInCall} />
      )}
      {(isInCall || !conference) && <Front />}
    </>
  );
}

/** In this order: a live call, an ended call or stay, a screen that is shared with the user, home. */
function Front() {
  const { current, stay, screen } = useStore();
  const { awayFrom } = useConversations().navigation;
  const session = current.value;
  // The user is at home, and reads there how the call ended without being interrupted.
  if (session && awayFrom.value === session.id) return <Home />;
  if (session && isLive(session)) {
    const isUnanswered =
      session.state === 'establishing' &&
      session.direction === 'outgoing' &&
      session.progress !== 'connecting';
    return isUnanswered ? (
      <LazyOutgoingCard key={session.id} session={session} />
    ) : (
      <LazyCallView key={session.id} session={session} />
    );
  }
  if (session) return <EndedScreen key={session.id} session={session} />;
  if (stay.value) return <LazyExitedScreen stay={stay.value} />;
  if (screen.value) return <LazySharedScreenView key={screen.value.id} session={screen.value} />;
  return <Home />;
}

function ReconnectingBanner() {
  if (useAppState().registration.state !== 'reconnecting') return null;
  return (
    <div class="banner" role="status" data-testid="reconnecting">
      <Icon node={WifiOff} />
      {text.reconnecting}
    </div>
  );
}

function useTheme(): void {
  const { state } = useStore();
  useSignalEffect(() => {
    document.documentElement.dataset.theme = state.value?.settings.theme ?? 'system';
  });
}
