import * as z from 'zod';

/**
 * What somebody may do in a conference (SPEC CONF-8). `waiting` is in the waiting room: not in the conference yet.
 * Whoever creates a conference organizes it; others come in as presenters.
 */
export const Role = z.enum(['organizer', 'presenter', 'attendee', 'waiting']);
export type Role = z.infer<typeof Role>;

/** Roles that an organizer may give. */
export const GivenRole = Role.exclude(['waiting']);
export type GivenRole = z.infer<typeof GivenRole>;
