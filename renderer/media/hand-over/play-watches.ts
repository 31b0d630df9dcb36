import type { Playback } from '../elements/playback.ts';
import { type RemoteTrack, type RemoteTracks, sameTrack } from '../remote-tracks.ts';
import type { ShownPictures } from '../shown-pictures.ts';

/** What knows whether a received track is also played. */
export interface Players {
  readonly remoteTracks: RemoteTracks;
  readonly playback: Pick<Playback, 'hasBegun'>;
  readonly shownPictures: Pick<ShownPictures, 'all' | 'isPageVisible'>;
}

/** Checks whether a received track is decoded and played. Called repeatedly until it is. */
export interface PlayWatch {
  isPlayed(): Promise<boolean>;
}

/** The length of sound to play before it is judged, in seconds. */
const WINDOW_S = 0.1;
/** The share of it that has to be received sound; the rest may conceal missing packets. */
const RECEIVED_SHARE = 0.8;

/** The samples of a sound that were played since its beginning. */
interface PlayedSound {
  readonly packets: number;
  readonly seconds: number;
  readonly samples: number;
  /** Samples that conceal missing packets. Silence that was not sent (Opus DTX) does not count. */
  readonly concealed: number;
}

/** A sound counts as played when an element is ready for it and plays received sound steadily. */
export class SoundWatch implements PlayWatch {
  readonly #sound: RemoteTrack;
  readonly #isReady: () => boolean;
  /** The beginning of the part that is judged. */
  #since: PlayedSound | undefined;

  /** `isReady` says whether an element would play it audibly. */
  constructor(sound: RemoteTrack, isReady: () => boolean) {
    this.#sound = sound;
    this.#isReady = isReady;
  }

  async isPlayed(): Promise<boolean> {
    const report = await this.#sound.receiver?.getStats().catch(() => undefined);
    const now = report && playedOf(report);
    const since = this.#since;
    if (!now || !since) {
      this.#since = now;
      return false;
    }
    if (now.seconds - since.seconds < WINDOW_S) return false;
    const received = 1 - (now.concealed - since.concealed) / (now.samples - since.samples);
    if (received < RECEIVED_SHARE) {
      this.#since = now;
      return false;
    }
    // Concealment falls silent when no packets arrive, and then counts as silence that was not sent. But even then
    // (DTX) a packet arrives at least every 400 ms (RFC 6716 §2.1.9).
    return now.packets > since.packets && this.#isReady();
  }
}

/** Undefined before the first packet: until then the browser plays silence of its own. */
function playedOf(report: RTCStatsReport): PlayedSound | undefined {
  for (const row of report.values() as Iterable<RTCInboundRtpStreamStats>) {
    if (row.type !== 'inbound-rtp' || !row.packetsReceived) continue;
    const { concealedSamples = 0, silentConcealedSamples = 0 } = row;
    return {
      packets: row.packetsReceived,
      seconds: row.totalSamplesDuration ?? 0,
      samples: row.totalSamplesReceived ?? 0,
      concealed: concealedSamples - silentConcealedSamples,
    };
  }
  return undefined;
}

/** After this time without an element on screen, a picture counts as not shown, in milliseconds. */
export const UNSEEN_AFTER_MS = 2_000;

/** A picture counts as played when an element has presented a frame of it, or when no view shows it. */
export class PictureWatch implements PlayWatch {
  readonly #picture: RemoteTrack;
  readonly #players: Players;
  /** The time at which it was last on screen, on the clock of `performance`. */
  #seenAtMs = performance.now();

  constructor(picture: RemoteTrack, players: Players) {
    this.#picture = picture;
    this.#players = players;
  }

  async isPlayed(): Promise<boolean> {
    const { playback, shownPictures } = this.#players;
    if (!shownPictures.isPageVisible.value || playback.hasBegun(this.#picture.track)) return true;
    const nowMs = performance.now();
    if (shownPictures.all.value.some((shown) => sameTrack(shown, this.#picture))) this.#seenAtMs = nowMs;
    return nowMs - this.#seenAtMs >= UNSEEN_AFTER_MS;
  }
}
