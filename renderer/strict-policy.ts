import * as z from 'zod';

// The page's policy forbids making code from text; without this, zod would try to and be reported for it.
z.config({ jitless: true });
