import { type ErrorCode, ParleyError } from '../../protocol/errors.ts';

/** Runs a mediasoup call and turns its error into a ParleyError with `code`. */
export async function translated<T>(code: ErrorCode, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (cause) {
    if (cause instanceof ParleyError) throw cause;
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new ParleyError(code, why, { cause });
  }
}

/** The object with this ID, if it belongs to the participant. @throws ParleyError MEDIA_OBJECT_UNKNOWN */
export function ownObject<Id, T>(own: ReadonlyMap<Id, T>, id: Id): T {
  const object = own.get(id);
  if (object === undefined)
    throw new ParleyError('MEDIA_OBJECT_UNKNOWN', 'this participant has no such object');
  return object;
}
