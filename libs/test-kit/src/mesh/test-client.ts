import path from 'node:path';
import { repositoryRoot } from '@ai-teacher/local-mesh/state/state-directory.ts';

/** The folder of a small client that web serves in tests, so that no test waits for a build. */
export const testClient = { CLIENT_DIR: path.join(repositoryRoot, 'services/web/test/fixtures/client') };
