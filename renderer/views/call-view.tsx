import { MicOff, PhoneOff } from 'lucide';
import type { SessionView } from '../../protocol/rpc/app-state.ts';
import { text } from '../i18n/en.ts';
import { OwnPicture, RemotePicture } from '../media/elements/track-elements.tsx';
import { Avatar } from './avatar.tsx';
import { DeviceToggles } from './device-toggles.tsx';
import { Duration } from './duration.tsx';
import { Icon } from './icon.tsx';
import { SoundButton } from './sound-button.tsx';
import { useAppState, useStore } from './store-context.ts';

/** A call that was answered: both pictures, and what one can do. */
export function CallView({ session }: { session: SessionView }) {
  const { ask } = useStore();
  return (
    <main class="stage-screen call" data-testid="call-view">
      <CallHeader session={session} />
      <div class="call-stage">
        <FarSide session={session} />
        <OwnSide session={session} />
      </div>
      <section class="controls" aria-label={text.conference.controls}>
        <DeviceToggles leaseId={session.leaseId} local={session.local} />
        <SoundButton />
        <button
          type="button"
          class="button button-bad control-wide"
          data-testid="hang-up"
          disabled={session.state === 'terminating'}
          onClick={() => void ask('hang-up', { sessionId: session.id })}
        >
          <Icon node={PhoneOff} />
          {text.call.hangUp}
        </button>
      </section>
    </main>
  );
}

function CallHeader({ session }: { session: SessionView }) {
  const { peer, remote, state, establishedAtMs } = session;
  return (
    <header class="stage-header">
      <h1>
        <span class="visually-hidden">{text.call.title(peer.displayName)}</span>
        <span aria-hidden="true">{peer.displayName}</span>
      </h1>
      {remote.microphone === 'muted' && (
        <span class="mark">
          <Icon node={MicOff} />
          {text.devices.muted}
        </span>
      )}
      <span class="stage-header-end">
        {state === 'terminating' ? (
          text.call.ending
        ) : state === 'established' && establishedAtMs !== undefined ? (
          <Duration sinceMs={establishedAtMs} />
        ) : (
          <span role="status">{text.call.connecting}</span>
        )}
      </span>
    </header>
  );
}

function FarSide({ session }: { session: SessionView }) {
  const { displayName } = session.peer;
  const isShown = session.remote.camera === 'on';
  return (
    <div class="far-side">
      {/* The element stays while the camera is off, so that the first picture is there as soon as it comes. */}
      <RemotePicture
        carriageId={session.id}
        owner="peer"
        source="camera"
        class="picture picture-whole"
        testId="remote-video"
      />
      {!isShown && (
        <div class="no-picture">
          <Avatar name={displayName} size="l" />
          <p>{text.call.cameraOff(displayName)}</p>
        </div>
      )}
    </div>
  );
}

function OwnSide({ session }: { session: SessionView }) {
  const { displayName = text.call.you } = useAppState().registration;
  const isShown = session.local.camera === 'on';
  return (
    <div class="own-side" data-shown={isShown}>
      <OwnPicture leaseId={session.leaseId} class="picture picture-mirrored" testId="local-video" />
      {!isShown && (
        <div class="no-picture">
          <Avatar name={displayName} size="s" />
        </div>
      )}
      <span class="tile-name">
        {session.local.microphone !== 'on' && <Icon node={MicOff} />}
        {text.call.you}
      </span>
    </div>
  );
}
