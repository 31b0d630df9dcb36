/** A capture track without a device: what the media folder uses of a `MediaStreamTrack`. */
export class FakeTrack extends EventTarget {
  readonly kind: 'audio' | 'video';
  enabled = true;
  readyState: 'live' | 'ended' = 'live';
  contentHint = '';
  readonly label: string;
  readonly #settings: { deviceId?: string; displaySurface?: string };

  constructor(
    kind: 'audio' | 'video',
    about: { label?: string; deviceId?: string; displaySurface?: string } = {},
  ) {
    super();
    const { label = '', ...settings } = about;
    this.kind = kind;
    this.label = label;
    this.#settings = settings;
  }

  getSettings(): MediaTrackSettings {
    return this.#settings;
  }

  stop(): void {
    this.readyState = 'ended';
  }

  /** The device is unplugged. */
  unplug(): void {
    this.readyState = 'ended';
    this.dispatchEvent(new Event('ended'));
  }
}

/** Seen as the type that it stands for. */
export function asTrack(track: FakeTrack): MediaStreamTrack {
  return track as unknown as MediaStreamTrack;
}
