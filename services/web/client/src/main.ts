import './configure-zod.ts';
import { restoreSession } from './api/session-store.ts';
import { catalogues, preferredLanguage } from './language/languages.ts';

// The texts and the session arrive while the browser still loads the program, which waits for the texts and
// reports a failure. The program is a file of its own, so that this one runs as early as possible.
catalogues[preferredLanguage()]().catch(() => undefined);
void restoreSession();
void import('./start.tsx');
