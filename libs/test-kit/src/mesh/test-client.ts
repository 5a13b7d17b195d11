import path from 'node:path';
import { repositoryRoot } from '@ai-teacher/local-mesh/state/state-directory.ts';

const fixtures = path.join(repositoryRoot, 'services/web/test/fixtures');

/** A small client and documentation that web serves in tests, so that no test waits for a build. */
export const testClient = {
  CLIENT_DIR: path.join(fixtures, 'client'),
  DOCS_DIR: path.join(fixtures, 'docs'),
};

/** The folder from which web serves the client: a small one, until a test builds the real one there. */
export const clientOfMesh = (stateDirectory: string): string => path.join(stateDirectory, 'client');

/** The folder from which web serves the documentation: small, until a test builds the real one there. */
export const docsOfMesh = (stateDirectory: string): string => path.join(stateDirectory, 'docs');
