import * as z from 'zod';
import { SessionId } from '../../../protocol/ids.ts';

/** Where in the data of a request an ID stands. */
export type Place = readonly (string | number)[];

/** All IDs have one schema, and differ in their brand only. */
const ID_SCHEMA: unknown = SessionId;

/** The schemas under one, with the key that leads there; `*` for every item of an array. */
function childrenOf(schema: unknown): [key: string | undefined, schema: unknown][] {
  if (schema instanceof z.ZodObject) return Object.entries(schema.shape);
  if (schema instanceof z.ZodArray) return [['*', schema.element]];
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable)
    return [[undefined, schema.unwrap()]];
  if (schema instanceof z.ZodUnion) return schema.options.map((option) => [undefined, option]);
  return [];
}

/** Every place for an ID in data of this schema, as in `wants.*.consumerId`. */
export function idPlaces(schema: unknown, place = ''): string[] {
  if (schema === ID_SCHEMA) return [place];
  const below = (key: string | undefined) =>
    key === undefined || place === '' ? (key ?? place) : `${place}.${key}`;
  return [...new Set(childrenOf(schema).flatMap(([key, child]) => idPlaces(child, below(key))))];
}

/** The same for one piece of data: only where it has something, and each item of an array by itself. */
export function idPlacesIn(schema: unknown, data: unknown, place: Place = []): Place[] {
  if (data === undefined) return [];
  if (schema === ID_SCHEMA) return [place];
  if (schema instanceof z.ZodUnion) {
    const fitting = schema.options.find((option) => z.safeParse(option, data).success);
    return idPlacesIn(fitting, data, place);
  }
  return childrenOf(schema).flatMap(([key, child]) => {
    if (key === undefined) return idPlacesIn(child, data, place);
    if (key !== '*') return idPlacesIn(child, (data as Record<string, unknown>)[key], [...place, key]);
    return (data as unknown[]).flatMap((item, index) => idPlacesIn(child, item, [...place, index]));
  });
}

/** As {@link idPlaces} names it. */
export function nameOf(place: Place): string {
  return place.map((key) => (typeof key === 'number' ? '*' : key)).join('.');
}

/** The same data with another value at one place. */
export function withValue(data: unknown, [key, ...rest]: Place, value: unknown): unknown {
  if (key === undefined) return value;
  if (typeof key === 'number') {
    const items = data as unknown[];
    return items.with(key, withValue(items[key], rest, value));
  }
  const fields = data as Record<string, unknown>;
  return { ...fields, [key]: withValue(fields[key], rest, value) };
}
