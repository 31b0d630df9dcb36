import { useEffect, useRef, useState } from 'preact/hooks';
import type { WireError } from '../../../../protocol/errors.ts';
import type { RequestedMedia } from '../../../../protocol/media.ts';
import type { PreviewView } from '../../../../protocol/rpc/app-state.ts';
import { useAppState, useStore } from '../../store-context.ts';

/** Devices before joining. */
export interface Preview {
  /** Null until main has opened the preview. */
  readonly view: PreviewView | null;
  readonly isOpening: boolean;
  /** Devices that were requested and could not be opened. */
  readonly missing: RequestedMedia;
  /** Why this device could not be opened, if known. */
  readonly errorOf: (source: 'microphone' | 'camera') => WireError | undefined;
  /** True while a join that takes the devices over is in progress. They are not released meanwhile. */
  readonly isTakenOver: { current: boolean };
}

/** Opens microphone and camera as requested, and releases them when the view closes (SPEC CONF-1, LEASE-2). */
export function usePreview(media: RequestedMedia): Preview {
  const { ask } = useStore();
  const view = useAppState().preview;
  const isTakenOver = useRef(false);
  const [progress, setProgress] = useState<'opening' | 'open' | 'failed'>('opening');
  useEffect(() => {
    let isLatest = true;
    setProgress('opening');
    void ask('set-preview', media).then((opened) => {
      if (isLatest) setProgress(opened ? 'open' : 'failed');
    });
    return () => {
      isLatest = false;
    };
  }, [ask, media]);
  useEffect(
    () => () => {
      if (!isTakenOver.current) void ask('end-preview', {});
    },
    [ask],
  );
  const isMissing = (source: 'microphone' | 'camera') =>
    media[source] && (progress === 'failed' || (progress === 'open' && view?.local[source] === 'off'));
  const missing = { microphone: isMissing('microphone'), camera: isMissing('camera') };
  const errorOf = (source: 'microphone' | 'camera') =>
    view?.errors.findLast(({ context }) => context.source === source);
  return { view, isOpening: progress === 'opening', missing, errorOf, isTakenOver };
}
