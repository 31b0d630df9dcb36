import { MicOff } from 'lucide';
import type { LiveCall } from '../../../protocol/rpc/session-view.ts';
import { text } from '../../i18n/en.ts';
import { OwnPicture, RemotePicture } from '../../media/elements/track-elements.tsx';
import { useAppState, useStore } from '../store-context.ts';
import { Avatar } from '../ui/avatar.tsx';
import { Icon } from '../ui/icon.tsx';
import { HoldCover, holderOf } from './hold-cover.tsx';
import { SharedScreen } from './sharing/shared-screen.tsx';

/** The pictures of a call. If the other side shares a screen, it is the large picture, with the people beside it. */
export function CallStage({ session }: { session: LiveCall }) {
  const { screen } = useStore();
  const shown = holderOf(session) === null ? screen.value : null;
  return (
    <div class="call-stage" data-screen={shown !== null}>
      {shown && <SharedScreen key={shown.id} session={shown} />}
      <OtherSide session={session} />
      <OwnSide session={session} />
    </div>
  );
}

function OtherSide({ session }: { session: LiveCall }) {
  const { displayName } = session.peer;
  const isShown = session.remote.camera === 'on';
  return (
    <div class="far-side">
      {/* The element stays while the camera is off, so that the first video frame is shown immediately. */}
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
          <p class="far-side-words">{text.call.cameraOff(displayName)}</p>
        </div>
      )}
      <HoldCover session={session} />
    </div>
  );
}

function OwnSide({ session }: { session: LiveCall }) {
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
