import { ParleyError } from './errors.ts';

/** What the system says of a place without following a link there (`lstat`). */
export interface PlaceStat {
  uid: number;
  mode: number;
  isFile(): boolean;
  isDirectory(): boolean;
  isSymbolicLink(): boolean;
}

/** The part of `node:fs` that {@link keepPrivate} needs. */
export interface PlaceFiles {
  lstatSync(path: string, options: { throwIfNoEntry: false }): PlaceStat | undefined;
  chmodSync(path: string, mode: number): void;
}

export interface PrivateOptions {
  files: PlaceFiles;
  /** ID of the user that this process runs as; undefined on Windows, which has neither such IDs nor modes. */
  uid: number | undefined;
  /** Told when the mode of a place let other users in, and is tightened now. */
  tightened?(path: string): void;
  /** Refuse a place whose mode lets other users in, instead of tightening it: what is there may be known to them. */
  strict?: boolean;
}

const MODES = { file: 0o600, folder: 0o700 } as const;
const OTHERS = 0o077;

/**
 * Makes sure that a file or folder belongs to this user and that no other user can read or change it. A mode that is
 * too wide is tightened. A link is never followed.
 * @returns whether the place is there
 * @throws ParleyError DATA_UNSAFE with `place` and `why`: it is a link, of the wrong kind, of another owner,
 *   or, when `strict`, of a mode that is too wide
 */
export function keepPrivate(path: string, kind: keyof typeof MODES, options: PrivateOptions): boolean {
  const { files, uid, tightened, strict } = options;
  const stat = files.lstatSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return false;
  if (stat.isSymbolicLink()) throw unsafe(path, 'link', 'is a link, and Parley does not follow links there');
  if (kind === 'file' ? !stat.isFile() : !stat.isDirectory()) throw unsafe(path, 'kind', `is not a ${kind}`);
  if (uid === undefined) return true;
  if (stat.uid !== uid) {
    throw unsafe(path, 'owner', `belongs to another user of this computer (user ID ${stat.uid})`);
  }
  if ((stat.mode & OTHERS) !== 0) {
    if (strict) throw unsafe(path, 'mode', 'can be read or changed by other users of this computer');
    files.chmodSync(path, MODES[kind]);
    tightened?.(path);
  }
  return true;
}

function unsafe(place: string, why: string, words: string): ParleyError {
  return new ParleyError('DATA_UNSAFE', `${place} ${words}`, { context: { place, why } });
}
