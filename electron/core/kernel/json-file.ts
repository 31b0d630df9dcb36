import type * as z from 'zod';
import { ParleyError } from '../../../protocol/errors.ts';
import type { Clock, JsonFile, Log } from '../ports.ts';

/** The content that was read at a start, and the damage, if any. */
export interface Loaded<Value> {
  value: Value;
  /** STORE_DAMAGED with `what`, and the file name of the `copy` that was kept (empty when none could be). */
  damage?: ParleyError;
}

/**
 * Reads a JSON file. A damaged file is copied and removed (SPEC CONV-6). Never throws: a program that cannot read its
 * files must still start.
 * @param what is named in the damage, such as `history`
 * @param schema of the whole file; it must take `{}`, which stands for a first start
 */
export function loadJsonFile<Value>(what: string, file: JsonFile, schema: z.ZodType<Value>): Loaded<Value> {
  let cause: unknown;
  try {
    const parsed = schema.safeParse(file.read() ?? {});
    if (parsed.success) return { value: parsed.data };
    cause = parsed.error;
  } catch (thrown) {
    cause = thrown;
  }
  const context = { what, copy: setAside(file) };
  const damage = new ParleyError('STORE_DAMAGED', `the ${what} could not be read`, { context, cause });
  return { value: schema.parse({}), damage };
}

function setAside(file: JsonFile): string {
  try {
    return file.setAside();
  } catch {
    return '';
  }
}

const writeDelayMs = 500;

export interface JsonFileWriterOptions {
  what: string;
  file: JsonFile;
  clock: Clock;
  log: Log;
  /** The whole content of the file. */
  content(): Record<string, unknown>;
}

/** Writes a JSON file soon after its content changed; many changes at once are one write. */
export class JsonFileWriter {
  readonly #options: JsonFileWriterOptions;
  #callOff: (() => void) | null = null;
  /** The file does not have the content, because it could not be written. */
  #isBehind = false;

  constructor(options: JsonFileWriterOptions) {
    this.#options = options;
  }

  changed(): void {
    this.#callOff ??= this.#options.clock.after(writeDelayMs, () => this.flush());
  }

  /**
   * Writes a pending change now, also if writing it failed before. A failure is logged; the content is still in
   * memory.
   */
  flush(): void {
    if (this.#callOff === null && !this.#isBehind) return;
    this.#callOff?.();
    this.#callOff = null;
    const { what, file, log, content } = this.#options;
    try {
      file.write(content());
      this.#isBehind = false;
    } catch (cause) {
      this.#isBehind = true;
      log.warn('a kept file could not be written', { what, cause: String(cause) });
    }
  }
}
