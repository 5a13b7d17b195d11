import { config } from 'zod';
import { catalogues, preferredLanguage } from './language/languages.ts';

// Zod compiles schemas with `new Function`, which the page's Content-Security-Policy forbids. The setting
// must precede the first schema, therefore the program follows in a second step.
config({ jitless: true });
// The texts load beside the program. The program waits for them and reports a failure.
catalogues[preferredLanguage()]().catch(() => undefined);
await import('./start.tsx');
