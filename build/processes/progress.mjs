const quietMs = 2_000;
const repeatMs = { terminal: 1_000, file: 15_000 };

/**
 * Shows progress on `out` if the work takes more than two seconds: on a terminal one line that is
 * updated, otherwise a line immediately and another every 15 seconds.
 * @template T
 * @param {string} title what is being done, without a full stop
 * @param {(detail: (text: string) => void) => Promise<T>} work may call `detail` with a few words about its progress
 * @param {{out?: NodeJS.WriteStream, now?: () => number}} [options]
 * @returns {Promise<T>} the result of `work`
 */
export async function withProgress(title, work, { out = process.stderr, now = Date.now } = {}) {
  const startedAt = now();
  let words = '';
  let shown = false;
  const line = () => `${title} … ${Math.round((now() - startedAt) / 1000)} s${words && `, ${words}`}`;
  const show = () => {
    shown = true;
    out.write(out.isTTY ? `\r\x1b[K${line()}` : `${line()}\n`);
  };
  let timer = setTimeout(() => {
    show();
    timer = setInterval(show, out.isTTY ? repeatMs.terminal : repeatMs.file);
  }, quietMs);
  const finish = (word) => {
    clearTimeout(timer);
    clearInterval(timer);
    if (!shown) return;
    words = word;
    out.write(out.isTTY ? `\r\x1b[K${line()}\n` : `${line()}\n`);
  };
  try {
    const result = await work((text) => {
      words = text;
    });
    finish('done');
    return result;
  } catch (error) {
    finish('failed');
    throw error;
  }
}
