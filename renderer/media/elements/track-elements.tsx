import type { RefObject } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { LeaseId } from '../../../protocol/ids.ts';
import type { RemoteTrackKey } from '../remote-tracks.ts';
import type { PlayedPicture } from '../shown-pictures.ts';
import { useMediaSources } from './media-context.ts';
import { watchOnScreen } from './on-screen.ts';

/** Plays a track on an element for as long as both exist. */
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

/** Reports the size of a remote picture on screen for as long as its element exists. */
function useShown(element: RefObject<HTMLVideoElement | null>, picture: PlayedPicture): void {
  const { shownPictures } = useMediaSources();
  const { carriageId, owner, source, isSpeaker, isSparing, isCovered } = picture;
  useLayoutEffect(() => {
    const played = { carriageId, owner, source, isSpeaker, isSparing, isCovered };
    if (element.current) shownPictures.play(element.current, played);
  }, [element, shownPictures, carriageId, owner, source, isSpeaker, isSparing, isCovered]);
  useLayoutEffect(() => {
    const { current } = element;
    if (!current) return;
    const stop = watchOnScreen(current, (size) => shownPictures.resize(current, size));
    return () => {
      stop();
      shownPictures.forget(current);
    };
  }, [element, shownPictures]);
}

type VideoProps = PictureProps & {
  element: RefObject<HTMLVideoElement | null>;
  track: MediaStreamTrack | null;
};

function Picture({ element, track, ...props }: VideoProps) {
  usePlayed(element, track);
  // RemoteSound plays the sound, so that a picture may come and go without a gap in the sound.
  return <video ref={element} class={props.class} data-testid={props.testId} playsInline autoplay muted />;
}

type RemotePictureProps = PictureProps &
  RemoteTrackKey &
  Partial<Pick<PlayedPicture, 'isSpeaker' | 'isSparing' | 'isCovered'>>;

/**
 * The picture of a remote camera or screen. A view only mounts, sizes and removes it. The sender then sends as much as
 * this element needs, according to {@link PlayedPicture}.
 */
export function RemotePicture(props: RemotePictureProps) {
  const { carriageId, owner, source, ...rest } = props;
  const { isSpeaker = false, isSparing = false, isCovered = false, ...picture } = rest;
  const element = useRef<HTMLVideoElement>(null);
  const { remoteTracks } = useMediaSources();
  useShown(element, { carriageId, owner, source, isSpeaker, isSparing, isCovered });
  return <Picture element={element} track={remoteTracks.find({ carriageId, owner, source })} {...picture} />;
}

/** The self-view: the camera of a lease, or the screen that it shares. */
export function OwnPicture({
  leaseId,
  source = 'camera',
  ...picture
}: PictureProps & { leaseId: LeaseId; source?: 'camera' | 'screen' }) {
  const element = useRef<HTMLVideoElement>(null);
  const lease = useMediaSources().leases.value.get(leaseId);
  return <Picture element={element} track={lease?.source(source).value.track ?? null} {...picture} />;
}

function Sound({ track }: { track: MediaStreamTrack }) {
  const element = useRef<HTMLAudioElement>(null);
  usePlayed(element, track);
  // biome-ignore lint/a11y/useMediaCaption: live speech of a call, there is no text of it
  return <audio ref={element} autoplay hidden />;
}

/** All remote sound: one hidden element for each microphone, wherever its picture is. */
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
