import path from 'node:path';
import type { App } from 'electron';

/** Scheme of conference links that the system hands to Parley. */
export const LINK_SCHEME = 'parley';

/** The conference link among the arguments of a start, if any (Linux and Windows hand it over so). */
export function linkAmong(args: readonly string[]): string | undefined {
  return args.find((text) => text.startsWith(`${LINK_SCHEME}://`) && text.length <= 400);
}

export interface LinkRegistration {
  app: Pick<App, 'setAsDefaultProtocolClient' | 'isPackaged'>;
  platform: NodeJS.Platform;
  /** `process.execPath` and `process.argv` */
  execPath: string;
  argv: readonly string[];
}

/**
 * Makes this Parley the one that opens conference links. From sources on Windows the program is a bare Electron, which
 * needs the folder of the app as its first argument (Electron, "Deep Links", Windows code).
 */
export function registerLinks({ app, platform, execPath, argv }: LinkRegistration): void {
  const folder = argv[1];
  if (app.isPackaged || platform !== 'win32' || folder === undefined) {
    app.setAsDefaultProtocolClient(LINK_SCHEME);
  } else {
    app.setAsDefaultProtocolClient(LINK_SCHEME, execPath, [path.win32.resolve(folder)]);
  }
}
