import { config } from 'zod';

// Zod compiles schemas with `new Function`, which the page's Content-Security-Policy forbids. The setting
// must precede the first schema, therefore `main.ts` imports this file first.
config({ jitless: true });
