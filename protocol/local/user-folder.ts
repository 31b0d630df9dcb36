/** What tells where a user's files are; `home` is the home folder. */
export interface UserPlaces {
  env: Readonly<Record<string, string | undefined>>;
  platform: string;
  home: string;
}

/**
 * The folder of all that Parley keeps for a user (XDG Base Directory Specification, and what macOS and Windows have
 * instead). Node takes its slashes on Windows too.
 */
export function parleyFolder({ env, platform, home }: UserPlaces): string {
  if (platform === 'win32') return `${env.APPDATA ?? `${home}/AppData/Roaming`}/parley`;
  if (platform === 'darwin') return `${home}/Library/Application Support/parley`;
  return `${env.XDG_CONFIG_HOME || `${home}/.config`}/parley`;
}

/** The file with the secret of this user's server at a port. It does not depend on the profile: all of them share it. */
export function localSecretFile(places: UserPlaces, port: number): string {
  return `${parleyFolder(places)}/server-${port}/local-secret`;
}
