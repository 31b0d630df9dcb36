import { ParleyError } from '../errors.ts';

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

/** The part of `node:fs` that {@link keepFolderSafe} needs. */
export interface FolderFiles extends PlaceFiles {
  readdirSync(path: string): string[];
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
/** Others can put files into a folder of such a mode, or it is one that a system shares between its users. */
const SHARED = 0o1022;

/**
 * Makes sure that a file or folder belongs to this user and that no other user can read or change it. A mode that is
 * too wide is tightened. A link is never followed.
 * @returns whether the place is there
 * @throws ParleyError DATA_UNSAFE with `place` and `why`: it is a link, of the wrong kind, of another owner,
 *   or, when `strict`, of a mode that is too wide
 */
export function keepPrivate(path: string, kind: keyof typeof MODES, options: PrivateOptions): boolean {
  const { files, uid, tightened, strict } = options;
  const stat = statOf(path, kind, options);
  if (stat === undefined) return false;
  if (uid !== undefined && (stat.mode & OTHERS) !== 0) {
    if (strict) throw unsafe(path, 'mode', 'can be read or changed by other users of this computer');
    files.chmodSync(path, MODES[kind]);
    tightened?.(path);
  }
  return true;
}

export interface SafeFolderOptions extends Omit<PrivateOptions, 'strict' | 'files'> {
  files: FolderFiles;
  /** Names of what Parley writes there. A name that differs after its first full stop counts as the same. */
  names: readonly string[];
}

/**
 * Makes sure that no other user can change a folder that a person has named. A folder with nothing but Parley's files in
 * it becomes private. Every other folder keeps its mode, and is refused when others can write to it: what is in it may
 * be used by other programs or other users.
 * @returns whether the folder is Parley's own
 * @throws ParleyError DATA_UNSAFE with `place` and `why`: as {@link keepPrivate}, or `shared`
 */
export function keepFolderSafe(path: string, options: SafeFolderOptions): boolean {
  const { files, uid, names } = options;
  const stat = statOf(path, 'folder', options);
  if (stat === undefined) return false;
  const stems = new Set(names.map(stemOf));
  const entries = files.readdirSync(path);
  const isShared = uid !== undefined && (stat.mode & SHARED) !== 0;
  const isSticky = (stat.mode & 0o1000) !== 0;
  const isOwn = !isSticky && entries.length > 0 && entries.every((entry) => stems.has(stemOf(entry)));
  if (isOwn) return keepPrivate(path, 'folder', options);
  if (isShared) {
    const words = 'can be changed by other users of this computer, and Parley does not change its mode';
    throw unsafe(
      path,
      'shared',
      `${words}. Name a folder inside it that is not there yet, such as ${path}/parley`,
    );
  }
  return false;
}

function stemOf(name: string): string {
  return name.split('.', 1)[0] ?? '';
}

function statOf(
  path: string,
  kind: keyof typeof MODES,
  { files, uid }: Pick<PrivateOptions, 'files' | 'uid'>,
): PlaceStat | undefined {
  const stat = files.lstatSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return undefined;
  if (stat.isSymbolicLink()) throw unsafe(path, 'link', 'is a link, and Parley does not follow links there');
  if (kind === 'file' ? !stat.isFile() : !stat.isDirectory()) throw unsafe(path, 'kind', `is not a ${kind}`);
  if (uid === undefined || stat.uid === uid) return stat;
  const words = `belongs to another user of this computer (user ID ${stat.uid})`;
  const advice = `Name a folder inside it that is not there yet, such as ${path}/parley`;
  throw unsafe(path, 'owner', kind === 'folder' ? `${words}. ${advice}` : words);
}

function unsafe(place: string, why: string, words: string): ParleyError {
  return new ParleyError('DATA_UNSAFE', `${place} ${words}`, { context: { place, why } });
}
