import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { problemCatalogue, problemTypeOf } from '@ai-teacher/contracts/problem.ts';
import { marked } from 'marked';

const fileOf = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const viewerOf = (name: string): string => fileURLToPath(import.meta.resolve(`swagger-ui-dist/${name}`));

/** The guides in the order of the navigation. */
const guides = [
  'quick-start',
  'authentication',
  'uploading',
  'streaming',
  'errors-and-limits',
  'pagination',
  'events',
];

const titleOf = (markdown: string): string => /^# (.+)$/m.exec(markdown)?.[1] ?? '';

/** Copies a file under a name with a hash of its content, and returns the path at which it is served. */
const publish = async (folder: string, source: string): Promise<string> => {
  const content = await readFile(source);
  const { name, ext } = path.parse(source);
  const hash = createHash('sha256').update(content).digest('hex').slice(0, 8);
  await writeFile(path.join(folder, 'assets', `${name}-${hash}${ext}`), content);
  return `/docs/assets/${name}-${hash}${ext}`;
};

type Page = { readonly title: string; readonly body: string; readonly head: string };

const pageOf = (navigation: string, { title, body, head }: Page): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · AI-Teacher</title>
${head}
</head>
<body>
<nav aria-label="Documentation">${navigation}</nav>
${body}
</body>
</html>
`;

const problemsPage = (): string => {
  const rows = Object.entries(problemCatalogue)
    .sort(([a, one], [b, other]) => one.status - other.status || a.localeCompare(b))
    .map(([code, { status, title }]) => `| \`${code}\` | ${status} | ${title} |`);
  return [
    '# Problems',
    '',
    `Every error has one of these codes. Its \`type\` is \`${problemTypeOf('not-found').replace('not-found', '<code>')}\`. [Errors and limits](/docs/guides/errors-and-limits) says what to do.`,
    '',
    '| code | status | title |',
    '|---|---|---|',
    ...rows,
  ].join('\n');
};

/**
 * A text as HTML. Code and tables may be wider than the page and then scroll, so each takes the focus of the
 * keyboard and has a name.
 */
const htmlOf = async (markdown: string): Promise<string> => {
  const counts = { Example: 0, Table: 0 };
  const scrolling = (kind: keyof typeof counts): string => {
    counts[kind] += 1;
    return `role="group" tabindex="0" aria-label="${kind} ${counts[kind]}"`;
  };
  return (await marked.parse(markdown))
    .replaceAll('<pre>', () => `<pre ${scrolling('Example')}>`)
    .replaceAll('<table>', () => `<div class="scrolls" ${scrolling('Table')}><table>`)
    .replaceAll('</table>', '</table></div>');
};

/**
 * Writes the documentation: the reference of all operations, the problems and the guides, with all files that
 * they load.
 *
 * @param folder a folder for the documentation only; its content is replaced.
 * @throws Error when a guide is missing, or a file in the folder of guides is no guide.
 */
export const buildDocs = async (folder: string): Promise<void> => {
  await rm(folder, { recursive: true, force: true });
  await mkdir(path.join(folder, 'assets'), { recursive: true });
  await mkdir(path.join(folder, 'guides'));
  const found = (await readdir(fileOf('../guides'))).map((name) => path.parse(name).name);
  if (found.toSorted().join() !== guides.toSorted().join())
    throw new Error(`the guides are ${found.join(', ')}`);
  const texts = await Promise.all(guides.map((name) => readFile(fileOf(`../guides/${name}.md`), 'utf8')));
  const links = [
    ['/docs', 'Reference'],
    ['/docs/problems', 'Problems'],
    ...texts.map((text, index) => [`/docs/guides/${guides[index]}`, titleOf(text)]),
  ].map(([href, title]) => `<li><a href="${href}">${title}</a></li>`);
  const navigation = `<ul>${links.join('')}</ul>`;
  const style = `<link rel="stylesheet" href="${await publish(folder, fileOf('pages/docs.css'))}">`;
  const write = (name: string, page: Page): Promise<void> =>
    writeFile(path.join(folder, `${name}.html`), pageOf(navigation, page));
  const writeText = async (name: string, text: string): Promise<void> =>
    write(name, { title: titleOf(text), body: `<main>${await htmlOf(text)}</main>`, head: style });

  await Promise.all(texts.map((text, index) => writeText(`guides/${guides[index]}`, text)));
  await writeText('problems', problemsPage());
  await write('index', {
    title: 'Reference',
    body: '<div id="reference"></div>',
    head: await viewerHead(folder),
  });
  const description = await readFile(fileOf('../../../libs/contracts/openapi/gateway.json'));
  await writeFile(path.join(folder, 'openapi.json'), description);
};

/** The files of the reference viewer, which is served from here like everything else. */
const viewerHead = async (folder: string): Promise<string> => {
  const styles = [viewerOf('swagger-ui.css'), fileOf('pages/reference.css')];
  const scripts = [viewerOf('swagger-ui-bundle.js'), fileOf('pages/reference.js')];
  const style = async (file: string) => `<link rel="stylesheet" href="${await publish(folder, file)}">`;
  const script = async (file: string) => `<script defer src="${await publish(folder, file)}"></script>`;
  return (await Promise.all([...styles.map(style), ...scripts.map(script)])).join('\n');
};
