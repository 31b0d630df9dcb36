/** Scheme of conference links that the system hands to Parley. */
export const LINK_SCHEME = 'parley';

/** The conference link among the arguments of a start, if any (Linux and Windows hand it over so). */
export function linkAmong(args: readonly string[]): string | undefined {
  return args.find((text) => text.startsWith(`${LINK_SCHEME}://`) && text.length <= 400);
}
