import type { Rolldown } from 'vite';

/**
 * Joins what the first page runs into few files. A browser loads six at a time over HTTP/1.1, and each
 * further file waits for one of them, at least a round trip of 150 ms on a slow network. A group contains
 * what its modules import and use, so no code of another page is in it. By default Rolldown makes a file for
 * every set of pages that share code, which is 28 scripts for the first page.
 */
export const sharedChunks: NonNullable<Rolldown.OutputOptions['codeSplitting']> = {
  groups: [
    // The imports of `main.ts` run while the browser still loads the other files.
    { name: 'session', tags: ['$initial'], priority: 3 },
    // A release of the client leaves this file unchanged, so browsers keep it.
    { name: 'react', test: /node_modules[\\/](?:react|react-dom|scheduler)[\\/]/, priority: 2 },
    { name: 'pages', test: /src[\\/]routes\.tsx$/, priority: 1 },
  ],
};
