import * as z from 'zod';

// The page's content security policy forbids code from strings. Without this, zod would try it and cause a report.
z.config({ jitless: true });
