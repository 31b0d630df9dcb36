/** What determines where a user's files are. `home` is the home folder. */
export interface UserPlaces {
  env: Readonly<Record<string, string | undefined>>;
  platform: string;
  home: string;
}

/**
 * The folder where Parley stores everything of a user: by the XDG Base Directory Specification on Linux, and by the
 * conventions of macOS and Windows. Node accepts these slashes on Windows too.
 */
export function parleyFolder({ env, platform, home }: UserPlaces): string {
  if (platform === 'win32') return `${env.APPDATA ?? `${home}/AppData/Roaming`}/parley`;
  if (platform === 'darwin') return `${home}/Library/Application Support/parley`;
  return `${env.XDG_CONFIG_HOME || `${home}/.config`}/parley`;
}

/** The file with the secret of this user's server at a port. All profiles share it. */
export function localSecretFile(places: UserPlaces, port: number): string {
  return `${parleyFolder(places)}/server-${port}/local-secret`;
}
