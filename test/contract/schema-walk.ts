import type * as z from 'zod';

/** A part of a schema without an upper bound: its path, and what is missing. */
export interface Unbounded {
  path: string;
  what: string;
}

type Node = z.core.$ZodType & { _zod: { def: Definition; pattern?: RegExp } };
type Definition = Record<string, unknown> & { type: string; checks?: { _zod: { def: Check } }[] };
interface Check {
  check: string;
  maximum?: number;
  value?: number;
  pattern?: RegExp;
  /** For a record, see `boundedRecord`. */
  params?: { maxKeys?: number };
}

/** Values that an opaque check must refuse, since its code cannot be inspected. */
const HOSTILE = [
  ...['a', 'audio/a', 'video/a', 'urn:a', 'http://a', 'https://a'].map(
    (start) => start + 'a'.repeat(100_000),
  ),
  ...[[], {}, 1, true, null],
];

/**
 * Walks all parts of a schema.
 * @returns every array, record, string and number in it that has no upper bound, and every part that accepts any value
 */
export function unboundedParts(schema: z.core.$ZodType, path: string): Unbounded[] {
  return walk(schema as Node, path, new Set());
}

function walk(node: Node, path: string, seen: Set<Node>): Unbounded[] {
  if (seen.has(node)) return [];
  const inside = new Set(seen).add(node);
  const { def } = node._zod;
  const child = (part: unknown, name = '') => walk(part as Node, `${path}${name}`, inside);
  switch (def.type) {
    case 'object':
      return Object.entries(def.shape as Record<string, unknown>).flatMap(([key, part]) =>
        child(part, `.${key}`),
      );
    case 'array':
      return [...missing(node, path, 'array'), ...child(def.element, '[]')];
    case 'record':
      return [
        ...missing(node, path, 'record'),
        ...child(def.keyType, '.<key>'),
        ...child(def.valueType, '.*'),
      ];
    case 'union':
      return (def.options as unknown[]).flatMap((part, index) => child(part, `|${index}`));
    case 'pipe':
      // The input's bound is enough.
      return child(def.in);
    case 'optional':
    case 'nullable':
    case 'default':
    case 'prefault':
    case 'readonly':
    case 'catch':
      return child(def.innerType);
    case 'string':
    case 'template_literal':
      return missing(node, path, 'string');
    case 'number':
      return missing(node, path, 'number');
    case 'custom':
      return HOSTILE.some((value) => isAccepted(node, value))
        ? [{ path, what: 'an opaque check accepts any value' }]
        : [];
    case 'boolean':
    case 'literal':
    case 'enum':
    case 'null':
    case 'undefined':
      return [];
    default:
      return [{ path, what: `${def.type} accepts any value` }];
  }
}

function missing(node: Node, path: string, what: 'array' | 'record' | 'string' | 'number'): Unbounded[] {
  const { checks = [], ...own } = node._zod.def;
  const all: Check[] = [...checks.map((check) => check._zod.def as Check), own as unknown as Check];
  const has = (...names: string[]) => all.some(({ check }) => names.includes(check));
  const patterns = [node._zod.pattern, ...all.map(({ pattern }) => pattern)];
  const bounded = {
    array: () => has('max_length', 'length_equals'),
    record: () => all.some(({ params }) => params?.maxKeys !== undefined),
    string: () => has('max_length', 'length_equals') || patterns.some((each) => each && isBounded(each)),
    number: () => has('less_than') && has('greater_than'),
  }[what];
  return bounded() ? [] : [{ path, what: `this ${what} has no bound` }];
}

/** Whether a pattern limits the length of a text: it is anchored, and each repetition has an upper limit. */
function isBounded({ source }: RegExp): boolean {
  const bare = source.replace(/\\./g, 'x').replace(/\[[^\]]*\]/g, 'x');
  return bare.startsWith('^') && bare.endsWith('$') && !/[*+]|\{\d+,\}/.test(bare);
}

function isAccepted(node: Node, value: unknown): boolean {
  const result = node._zod.run({ value, issues: [] }, {});
  return !(result instanceof Promise) && result.issues.length === 0;
}
