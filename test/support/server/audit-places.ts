import * as z from 'zod';
import { SessionId } from '../../../protocol/ids.ts';

/** Path of an ID in the data of a request. */
export type Place = readonly (string | number)[];

/** All IDs have the same schema and differ only in their brand. */
const ID_SCHEMA: unknown = SessionId;

/** The schemas inside a schema, each with its key; `*` for every item of an array. */
function childrenOf(schema: unknown): [key: string | undefined, schema: unknown][] {
  if (schema instanceof z.ZodObject) return Object.entries(schema.shape);
  if (schema instanceof z.ZodArray) return [['*', schema.element]];
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable)
    return [[undefined, schema.unwrap()]];
  if (schema instanceof z.ZodUnion) return schema.options.map((option) => [undefined, option]);
  return [];
}

/** Every place for an ID in data of this schema, such as `wants.*.consumerId`. */
export function idPlaces(schema: unknown, place = ''): string[] {
  if (schema === ID_SCHEMA) return [place];
  const below = (key: string | undefined) =>
    key === undefined || place === '' ? (key ?? place) : `${place}.${key}`;
  return [...new Set(childrenOf(schema).flatMap(([key, child]) => idPlaces(child, below(key))))];
}

/** The same for given data: only places that exist in it, and each item of an array separately. */
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

/** Name of a place as in {@link idPlaces}. */
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
