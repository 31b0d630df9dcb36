import { computed, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import { type RemoteTrackKey, sameTrack } from './remote-tracks.ts';

/** How large a picture is on screen, in device pixels. */
export interface PictureSize {
  readonly width: number;
  readonly height: number;
}

/** Enough to see a face. On a slow network no larger picture is requested, however large it is shown. */
const SPARING_SIZE: PictureSize = { width: 640, height: 360 };

/**
 * Enough to know that a picture arrives while it is covered: the lowest layer, which leaves the processor and the
 * network to visible pictures.
 */
const COVERED_SIZE: PictureSize = { width: 1, height: 1 };

/** A remote picture that an element plays. */
export interface PlayedPicture extends RemoteTrackKey {
  /** Whether its person is the active speaker. */
  readonly isSpeaker: boolean;
  /** Whether to save bandwidth. */
  readonly isSparing: boolean;
  /** Whether it is covered, and only has to be ready when it is uncovered (SPEC ESC-2). */
  readonly isCovered: boolean;
}

/** A picture that is on screen, in the size that its largest element needs. */
export type ShownPicture = Omit<PlayedPicture, 'isSparing' | 'isCovered'> & PictureSize;

/** What is known of one element. An element that is out of sight has no size. */
interface Player {
  readonly picture?: PlayedPicture;
  readonly size?: PictureSize | null;
}

/**
 * Knows which remote pictures are on screen, and how large. The elements that play them report it; carriages and
 * hand-overs read it. While the page is hidden, no picture is on screen.
 */
export class ShownPictures {
  /** Whether anything of the page can be seen. */
  readonly isPageVisible: ReadonlySignal<boolean>;
  readonly #players: Signal<ReadonlyMap<Element, Player>> = signal(new Map());
  readonly #all: ReadonlySignal<readonly ShownPicture[]>;

  /** `isPageVisible` is {@link pageVisibility}, or a signal of a test. */
  constructor(isPageVisible: ReadonlySignal<boolean>) {
    this.isPageVisible = isPageVisible;
    this.#all = computed(() => (isPageVisible.value ? largestOf(this.#players.value.values()) : []));
  }

  get all(): ReadonlySignal<readonly ShownPicture[]> {
    return this.#all;
  }

  /** Records that an element plays this picture from now on. */
  play(element: Element, picture: PlayedPicture): void {
    this.#change(element, { picture });
  }

  /** Records the size of an element on screen; null when it is out of sight. */
  resize(element: Element, size: PictureSize | null): void {
    this.#change(element, { size });
  }

  /** Forgets an element that is gone. */
  forget(element: Element): void {
    const rest = new Map(this.#players.value);
    if (rest.delete(element)) this.#players.value = rest;
  }

  #change(element: Element, change: Player): void {
    const players = this.#players.value;
    this.#players.value = new Map(players).set(element, { ...players.get(element), ...change });
  }
}

/** Whether the page can be seen: it is not in a hidden tab or a minimised window (W3C page-visibility-2). */
export function pageVisibility(page: Document): ReadonlySignal<boolean> {
  const isVisible = signal(page.visibilityState === 'visible');
  page.addEventListener('visibilitychange', () => {
    isVisible.value = page.visibilityState === 'visible';
  });
  return isVisible;
}

function largestOf(players: Iterable<Player>): readonly ShownPicture[] {
  const shown: ShownPicture[] = [];
  for (const { picture: played, size: onScreen } of players) {
    if (!played || !onScreen) continue;
    const { isSparing, isCovered, ...picture } = played;
    const size = isCovered ? COVERED_SIZE : isSparing ? sparing(onScreen) : onScreen;
    const at = shown.findIndex((other) => sameTrack(other, picture));
    const other = shown[at];
    if (!other) shown.push({ ...picture, ...size });
    else {
      const larger = areaOf(size) > areaOf(other) ? size : other;
      const isSpeaker = picture.isSpeaker || other.isSpeaker;
      shown[at] = { ...picture, width: larger.width, height: larger.height, isSpeaker };
    }
  }
  return shown;
}

function sparing({ width, height }: PictureSize): PictureSize {
  return { width: Math.min(width, SPARING_SIZE.width), height: Math.min(height, SPARING_SIZE.height) };
}

function areaOf({ width, height }: PictureSize): number {
  return width * height;
}
