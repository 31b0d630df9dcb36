import { fileURLToPath } from 'node:url';
import { build } from 'vite';

/** Bundles the script of one reference page, minified like Parley's own. */
export async function bundlePage(file: string): Promise<string> {
  const result = await build({
    configFile: false,
    logLevel: 'error',
    build: {
      write: false,
      target: 'chrome130',
      rolldownOptions: { input: fileURLToPath(new URL(file, import.meta.url)) },
    },
  });
  const outputs = Array.isArray(result) ? result : [result];
  for (const output of outputs) {
    if (!('output' in output)) continue;
    for (const chunk of output.output) if (chunk.type === 'chunk' && chunk.isEntry) return chunk.code;
  }
  throw new Error(`no bundle for ${file}`);
}
