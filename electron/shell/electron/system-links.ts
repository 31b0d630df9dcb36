import path from 'node:path';
import type { App } from 'electron';

/** Scheme of the conference links that the system passes to Parley. */
const LINK_SCHEME = 'parley';

/** Finds the conference link in the arguments of a start, if any. Linux and Windows pass it that way. */
export function findLink(args: readonly string[]): string | undefined {
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
 * Registers this Parley as the program that opens conference links. When it runs from sources on Windows, the program
 * is plain Electron, which needs the app's folder as its first argument (Electron, "Deep Links", Windows code).
 */
export function registerLinks({ app, platform, execPath, argv }: LinkRegistration): void {
  const folder = argv[1];
  if (app.isPackaged || platform !== 'win32' || folder === undefined) {
    app.setAsDefaultProtocolClient(LINK_SCHEME);
  } else {
    app.setAsDefaultProtocolClient(LINK_SCHEME, execPath, [path.win32.resolve(folder)]);
  }
}
