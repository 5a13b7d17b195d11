import type { HtmlTagDescriptor, Plugin, Rolldown } from 'vite';

/** The program that the entry starts. It contains the page that a first visit shows. */
const program = 'start';

type Chunk = Rolldown.OutputChunk;

/** A chunk with every chunk that it imports statically. */
const withImports = (first: Chunk, bundle: Rolldown.OutputBundle): Chunk[] => {
  const found = new Set<Chunk>();
  const waiting = [first];
  for (let chunk = waiting.pop(); chunk !== undefined; chunk = waiting.pop()) {
    if (found.has(chunk)) continue;
    found.add(chunk);
    for (const name of chunk.imports) {
      const imported = bundle[name];
      if (imported?.type === 'chunk') waiting.push(imported);
    }
  }
  return [...found];
};

/**
 * Names the scripts and styles of the first page in `index.html`. Without it a browser learns of them one
 * after the other: the entry names the program, and the program its chunks. Each step takes a round trip,
 * which is 150 ms on a slow network.
 *
 * @throws Error when a build has no chunk of that name, as after the renaming of its file.
 */
export const preloadFirstPage = (): Plugin => ({
  name: 'preload-first-page',
  apply: 'build',
  transformIndexHtml: {
    order: 'post',
    handler: (page, { bundle = {} }) => {
      const chunks = Object.values(bundle).filter((output) => output.type === 'chunk');
      const first = chunks.find(({ name }) => name === program);
      if (first === undefined) throw new Error(`the build has no chunk ${program}`);
      const loaded = withImports(first, bundle);
      const styles = new Set(loaded.flatMap(({ viteMetadata }) => [...(viteMetadata?.importedCss ?? [])]));
      const link = (attrs: HtmlTagDescriptor['attrs']): HtmlTagDescriptor => ({
        tag: 'link',
        attrs: { ...attrs, crossorigin: true },
        injectTo: 'head',
      });
      return [
        ...[...styles].map((file) => link({ rel: 'stylesheet', href: `/${file}` })),
        // Vite names the imports of the entry itself.
        ...loaded
          .filter(({ fileName }) => !page.includes(fileName))
          .map(({ fileName }) => link({ rel: 'modulepreload', href: `/${fileName}` })),
      ];
    },
  },
});
