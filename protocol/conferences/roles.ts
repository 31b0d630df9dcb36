import * as z from 'zod';

/**
 * What a person may do in a conference (SPEC CONF-8). `waiting` is in the waiting room: not in the conference yet.
 * The creator of a conference is its organizer; others join as presenters.
 */
export const Role = z.enum(['organizer', 'presenter', 'attendee', 'waiting']);
export type Role = z.infer<typeof Role>;

/** Roles that an organizer may assign. */
export const GivenRole = Role.exclude(['waiting']);
export type GivenRole = z.infer<typeof GivenRole>;
