import { type ErrorCode, ParleyError } from '../../protocol/errors.ts';

/** Runs one mediasoup call; whatever it throws becomes a ParleyError with `code`. */
export async function translated<T>(code: ErrorCode, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (cause) {
    if (cause instanceof ParleyError) throw cause;
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new ParleyError(code, why, { cause });
  }
}

/** The object with this ID among one's own. @throws ParleyError MEDIA_OBJECT_UNKNOWN */
export function ownObject<Id, T>(own: ReadonlyMap<Id, T>, id: Id): T {
  const object = own.get(id);
  if (object === undefined) throw new ParleyError('MEDIA_OBJECT_UNKNOWN', 'no such object of yours');
  return object;
}
