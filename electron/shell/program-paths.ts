import path from 'node:path';

/** Paths of the other programs and of the built page. */
export interface ProgramPaths {
  /** Folder of package.json. */
  root: string;
  /** Folder of the built page. */
  page: string;
  /** Program of the server. */
  server: string;
  preload: string;
  /** The window's icon. The file exists only if the icons were built. */
  icon: string;
}

/** Derives the paths from the file of the running program: a bundle in `dist/electron`, or a source in `electron`. */
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
