/** The error code of each attempt, or `accepted`. */
export async function refusalsOf(attempts: Promise<unknown>[]): Promise<string[]> {
  const results = await Promise.allSettled(attempts);
  return results.map((result) => (result.status === 'rejected' ? String(result.reason.code) : 'accepted'));
}
