/**
 * Reads again and again until what is read is accepted.
 * @throws Error after `timeoutMs`, with what was read last
 */
export async function until<Value>(
  read: () => Value | Promise<Value>,
  accept: (value: Value) => boolean,
  { what, timeoutMs = 40_000 }: { what: string; timeoutMs?: number },
): Promise<Value> {
  const deadlineMs = performance.now() + timeoutMs;
  for (;;) {
    const value = await read();
    if (accept(value)) return value;
    if (performance.now() > deadlineMs) {
      throw new Error(`${what}: not within ${timeoutMs} ms; last seen ${JSON.stringify(value)}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 40));
  }
}
