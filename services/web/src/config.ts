import { fileURLToPath } from 'node:url';
import { optionalText, serverEnvironment } from '@ai-teacher/service-kit/config.ts';
import type { z } from 'zod';

/** Where `npm run build:web` writes. */
const built = (name: string): string => fileURLToPath(new URL(`../${name}`, import.meta.url));

/** The environment of the web service. */
export const webEnvironment = serverEnvironment.extend({
  CLIENT_DIR: optionalText
    .transform((folder) => folder ?? built('dist'))
    .describe('Folder of the built client, with `index.html` and `assets/`. Empty: `services/web/dist`.'),
  DOCS_DIR: optionalText
    .transform((folder) => folder ?? built('dist-docs'))
    .describe('Folder of the built documentation. Empty: `services/web/dist-docs`.'),
});

export type WebConfig = z.output<typeof webEnvironment>;
