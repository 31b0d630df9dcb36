import path from 'node:path';

/** Where the other programs and the built page are. */
export interface ProgramPaths {
  /** Folder of package.json. */
  root: string;
  /** Folder of the built page. */
  page: string;
  /** Program of the server. */
  server: string;
  preload: string;
  /** Picture of the window; it is there when icons were built. */
  icon: string;
}

/** Derives all places from the file of the running program: a bundle in `dist/electron`, or a source in `electron`. */
export function programPaths(mainFile: string): ProgramPaths {
  const bundled = mainFile.endsWith('.js');
  const root = path.resolve(path.dirname(mainFile), bundled ? '../..' : '..');
  return {
    root,
    page: path.join(root, 'dist', 'renderer'),
    server: bundled ? path.join(root, 'dist', 'server', 'main.js') : path.join(root, 'server', 'main.ts'),
    preload: path.join(root, 'dist', 'electron', 'preload.cjs'),
    icon: path.join(root, 'dist', 'icons', '256.png'),
  };
}
