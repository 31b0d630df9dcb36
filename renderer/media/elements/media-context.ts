import type { ReadonlySignal } from '@preact/signals';
import { createContext } from 'preact';
import { useContext, useEffect } from 'preact/hooks';
import type { LeaseId } from '../../../protocol/ids.ts';
import type { AvailableDevices, DeviceList } from '../devices/device-list.ts';
import type { Lease } from '../devices/lease.ts';
import type { RemoteTracks } from '../remote-tracks.ts';
import type { ShownPictures } from '../shown-pictures.ts';
import type { Playback } from './playback.ts';

/** The tracks that elements play, and the devices to play them on. */
export interface MediaSources {
  readonly leases: ReadonlySignal<ReadonlyMap<LeaseId, Lease>>;
  readonly remoteTracks: RemoteTracks;
  readonly playback: Playback;
  /** Receives what elements show. */
  readonly shownPictures: ShownPictures;
  readonly deviceList: DeviceList;
}

const Context = createContext<MediaSources | null>(null);

/** Provides the tracks for the elements below it. */
export const MediaProvider = Context.Provider;

/** The tracks that elements play. @throws Error outside of a {@link MediaProvider} */
export function useMediaSources(): MediaSources {
  const sources = useContext(Context);
  if (!sources) throw new Error('no MediaProvider above');
  return sources;
}

/** The devices to choose from, read when the view that shows them opens. @throws Error as {@link useMediaSources} */
export function useAvailableDevices(): AvailableDevices {
  const { deviceList } = useMediaSources();
  useEffect(() => void deviceList.refresh(), [deviceList]);
  return deviceList.available.value;
}
