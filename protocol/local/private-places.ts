import { ParleyError } from '../errors.ts';

/** Status of a place, without following a link (`lstat`). */
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
  /** Called after the mode of a place that other users could access was tightened. */
  tightened?(path: string): void;
  /** Refuse a place that other users can access, instead of tightening its mode: they may have read it. */
  strict?: boolean;
}

const MODES = { file: 0o600, folder: 0o700 } as const;
const OTHERS = 0o077;
/** Mode bits of a folder that other users can write to, or that the system shares between its users. */
const SHARED = 0o1022;

/**
 * Makes sure that a file or folder belongs to this user and that no other user can read or change it. A mode that is
 * too wide is tightened. A link is never followed.
 * @returns whether the place exists
 * @throws ParleyError DATA_UNSAFE with `place` and `why`: it is a link, has the wrong kind, has another owner,
 *   or, with `strict`, has a mode that is too wide
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
  /** Names of the files that Parley writes there. Only the part before the first full stop counts. */
  names: readonly string[];
}

/**
 * Makes sure that no other user can change a folder that the user has named. A folder that contains only Parley's files
 * becomes private. Every other folder keeps its mode, since other programs or users may need its files; it is refused if
 * other users can write to it.
 * @returns whether the folder is Parley's own
 * @throws ParleyError DATA_UNSAFE with `place` and `why`: the same as {@link keepPrivate}, or `shared`
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
    throw unsafe(path, 'shared', `${words}. Choose a new folder inside it, such as ${path}/parley`);
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
  if (stat.isSymbolicLink()) throw unsafe(path, 'link', 'is a link, and Parley does not follow it');
  if (kind === 'file' ? !stat.isFile() : !stat.isDirectory()) throw unsafe(path, 'kind', `is not a ${kind}`);
  if (uid === undefined || stat.uid === uid) return stat;
  const words = `belongs to another user of this computer (user ID ${stat.uid})`;
  const advice = `Choose a new folder inside it, such as ${path}/parley`;
  throw unsafe(path, 'owner', kind === 'folder' ? `${words}. ${advice}` : words);
}

function unsafe(place: string, why: string, words: string): ParleyError {
  return new ParleyError('DATA_UNSAFE', `${place} ${words}`, { context: { place, why } });
}
