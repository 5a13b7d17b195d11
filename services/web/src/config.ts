import { fileURLToPath } from 'node:url';
import { optionalText, serverEnvironment } from '@ai-teacher/service-kit/config.ts';
import type { z } from 'zod';

/** Where `npm run build:web` writes the client. */
const builtClient = fileURLToPath(new URL('../dist', import.meta.url));

/** The environment of the web service. */
export const webEnvironment = serverEnvironment.extend({
  CLIENT_DIR: optionalText
    .transform((folder) => folder ?? builtClient)
    .describe('Folder of the built client, with `index.html` and `assets/`. Empty: `services/web/dist`.'),
});

export type WebConfig = z.output<typeof webEnvironment>;
