/** The code with which each attempt is refused; `accepted` where it is not. */
export async function refusalsOf(attempts: Promise<unknown>[]): Promise<string[]> {
  const results = await Promise.allSettled(attempts);
  return results.map((result) => (result.status === 'rejected' ? String(result.reason.code) : 'accepted'));
}
