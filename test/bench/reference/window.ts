/** Reference for start-up: the minimal Node program that shows one page in an app window. */
import { spawn } from 'node:child_process';
import { createServer } from 'node:http';
import { join } from 'node:path';

const [, , folder = ''] = process.argv;
const http = createServer((_request, response) => {
  response.setHeader('content-type', 'text/html');
  response.end('<!doctype html><input autofocus><script>performance.mark("usable")</script>');
});
http.listen(0, '127.0.0.1', () => {
  const address = http.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const window = spawn(
    process.env.PARLEY_CHROMIUM ?? 'chromium',
    [`--app=http://127.0.0.1:${address.port}/`, `--user-data-dir=${join(folder, 'window')}`],
    { stdio: 'ignore' },
  );
  process.on('SIGTERM', () => {
    window.once('exit', () => process.exit(0));
    window.kill();
  });
});
