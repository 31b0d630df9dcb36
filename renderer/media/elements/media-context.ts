import type { ReadonlySignal } from '@preact/signals';
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { LeaseId } from '../../../protocol/ids.ts';
import type { Lease } from '../lease.ts';
import type { RemoteTracks } from '../remote-tracks.ts';
import type { Playback } from './playback.ts';

/** What elements play from. */
export interface MediaSources {
  readonly leases: ReadonlySignal<ReadonlyMap<LeaseId, Lease>>;
  readonly remoteTracks: RemoteTracks;
  readonly playback: Playback;
}

const Context = createContext<MediaSources | null>(null);

/** Gives the elements below it their tracks. */
export const MediaProvider = Context.Provider;

/** The tracks that elements play. @throws Error outside of a {@link MediaProvider} */
export function useMediaSources(): MediaSources {
  const sources = useContext(Context);
  if (!sources) throw new Error('no MediaProvider above');
  return sources;
}
