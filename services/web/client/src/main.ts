import { config } from 'zod';

// Zod compiles schemas with `new Function`, which the page's Content-Security-Policy forbids. The setting
// must precede the first schema, therefore the program follows in a second step.
config({ jitless: true });
await import('./start.tsx');
