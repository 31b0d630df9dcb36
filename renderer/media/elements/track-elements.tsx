import type { RefObject } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { LeaseId } from '../../../protocol/ids.ts';
import type { RemoteTrackKey } from '../remote-tracks.ts';
import { useMediaSources } from './media-context.ts';

/** Plays a track on an element for as long as both are there. */
function usePlayed(element: RefObject<HTMLMediaElement | null>, track: MediaStreamTrack | null): void {
  const { playback } = useMediaSources();
  useLayoutEffect(() => {
    if (element.current) void playback.play(element.current, track);
  }, [element, playback, track]);
  useLayoutEffect(() => {
    const { current } = element;
    return () => {
      if (current) playback.forget(current);
    };
  }, [element, playback]);
}

interface PictureProps {
  readonly class?: string;
  readonly testId?: string;
}

function Picture(props: PictureProps & { track: MediaStreamTrack | null }) {
  const element = useRef<HTMLVideoElement>(null);
  usePlayed(element, props.track);
  // Sound comes through RemoteSound, so that a picture may come and go without a gap in it.
  return <video ref={element} class={props.class} data-testid={props.testId} playsInline autoplay muted />;
}

/** The picture that someone sends: of a camera or of a screen. */
export function RemotePicture({ carriageId, owner, source, ...picture }: PictureProps & RemoteTrackKey) {
  const { remoteTracks } = useMediaSources();
  return <Picture track={remoteTracks.find({ carriageId, owner, source })} {...picture} />;
}

/** The own picture, straight from the camera of a lease, or from the screen that it shares. */
export function OwnPicture({
  leaseId,
  source = 'camera',
  ...picture
}: PictureProps & { leaseId: LeaseId; source?: 'camera' | 'screen' }) {
  const lease = useMediaSources().leases.value.get(leaseId);
  return <Picture track={lease?.source(source).value.track ?? null} {...picture} />;
}

function Sound({ track }: { track: MediaStreamTrack }) {
  const element = useRef<HTMLAudioElement>(null);
  usePlayed(element, track);
  // biome-ignore lint/a11y/useMediaCaption: live speech of a call, there is no text of it
  return <audio ref={element} autoplay hidden />;
}

/** Everything to be heard: one hidden element for each microphone, wherever its picture is. */
export function RemoteSound() {
  const { remoteTracks } = useMediaSources();
  const voices = remoteTracks.all.value.filter(({ source }) => source === 'microphone');
  return (
    <>
      {voices.map(({ carriageId, owner, track }) => (
        <Sound key={`${carriageId} ${owner}`} track={track} />
      ))}
    </>
  );
}
