import path from 'node:path';
import { repositoryRoot } from '@ai-teacher/local-mesh/state/state-directory.ts';

const fixtures = path.join(repositoryRoot, 'services/web/test/fixtures');

/** A small client and documentation that web serves in tests, so that no test waits for a build. */
export const testClient = {
  CLIENT_DIR: path.join(fixtures, 'client'),
  DOCS_DIR: path.join(fixtures, 'docs'),
};

/** The folder of a mesh from which web serves the documentation; empty until a test builds it there. */
export const docsOfMesh = (stateDirectory: string): string => path.join(stateDirectory, 'docs');
