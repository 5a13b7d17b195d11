import { inertText } from '@ai-teacher/contracts/inert-text.ts';
import { beginningOf } from '@ai-teacher/language/clean-text.ts';
import { readable, standsIn } from '@ai-teacher/language/quotes.ts';
import { endsSentence, quotableSentencesOf } from '@ai-teacher/language/sentences.ts';
import { plainSpelling } from '@ai-teacher/language/spelling/folding.ts';
import type { Passage } from '../evidence/passage.ts';
import { filled, textsFor, textsForCourtesy } from '../wording/texts-for.ts';
import type { TutorTexts } from '../wording/tutor-texts.ts';
import { type Book, chapterOf, type Place, topicsOf } from './outline.ts';
import type { Page, PageRange, ReadableMaterial, Reply } from './ports.ts';
import type { Request } from './request-kind.ts';

/** Pages of a book that are read for its outline: 20 calls of rag. */
const maxPages = 1_000;
const maxQueryCharacters = 2_000;
const maxPassages = 16;
const maxQuotes = 3;

type Asked = {
  readonly message: string;
  readonly documentIds: readonly string[] | undefined;
};

/**
 * Answers a message that asks no question about a subject: a helpful line, or the beginning of a page or a
 * chapter, or the headings of the book.
 *
 * @throws the problems of rag.
 */
export const replyTo = async (
  material: ReadableMaterial,
  request: Request,
  { message, documentIds }: Asked,
): Promise<Reply> => {
  if (request.kind === 'greeting' || request.kind === 'thanks')
    return line(textsForCourtesy(message)[request.kind]);
  const texts = textsFor(message);
  if (request.kind === 'more') return line(texts.more);
  const ids = documentIds ?? (await material.readyDocuments());
  const [id] = ids;
  if (id === undefined) return line(texts.empty);
  if (ids.length > 1) return line(texts.which);
  const book = await readBook(material, id);
  if (book === undefined) return line(texts.empty);
  const passagesAt = async (query: string): Promise<readonly Passage[]> => {
    const cut = beginningOf(query, maxQueryCharacters);
    return (await material.search({ query: cut, limit: maxPassages, documentIds: [id] })).passages;
  };
  return { ...(await replyAbout(request, { book, texts, passagesAt })), about: id };
};

const replyAbout = (request: Request, reading: Reading): Promise<Reply> => {
  switch (request.kind) {
    case 'page':
      return pageReply(reading, request.label);
    case 'chapter':
      return chapterReply(reading, request.number);
    default:
      return topicsReply(reading);
  }
};

const line = (text: string): Reply => ({ text, quotes: [], passages: [] });

/** Fills a text with the book's title and other text of the book. */
const about = (text: string, { title }: Book, values: Readonly<Record<string, string>> = {}): string =>
  filled(
    text,
    Object.fromEntries(Object.entries({ ...values, title }).map(([name, value]) => [name, inertText(value)])),
  );

const readBook = async (material: ReadableMaterial, id: string): Promise<Book | undefined> => {
  const pages: Page[] = [];
  let title = '';
  for (let from: number | null = 1; from !== null && from <= maxPages; ) {
    const part: PageRange | undefined = await material.pages(id, from);
    if (part === undefined) return undefined;
    title = part.title;
    pages.push(...part.pages);
    from = part.nextFrom;
  }
  return { title, pages };
};

type Reading = {
  readonly book: Book;
  readonly texts: TutorTexts;
  readonly passagesAt: (query: string) => Promise<readonly Passage[]>;
};

/** Whether a number is one of the two that a page of the file shows ("36-37"). */
const isOnSpread = (label: string, pageLabel: string): boolean => {
  const [left, right, ...rest] = plainSpelling(pageLabel).split('-');
  return rest.length === 0 && Number(right) === Number(left) + 1 && (label === left || label === right);
};

/** The printed number counts; the position in the file only where no page has this number. */
const pageReply = async ({ book, texts, passagesAt }: Reading, label: string): Promise<Reply> => {
  const page =
    book.pages.find(({ pageLabel }) => plainSpelling(pageLabel) === label) ??
    book.pages.find(({ pageLabel }) => isOnSpread(label, pageLabel)) ??
    book.pages.find(({ pageNumber }) => String(pageNumber) === label);
  if (page === undefined) return line(about(texts.noPage, book, { page: label }));
  const found = await passagesAt(page.text);
  const passages = inOrder(
    found.filter(({ pageNumber }) => pageNumber === page.pageNumber),
    [page],
  );
  return {
    text: about(texts.page, book, { page: page.pageLabel }),
    quotes: beginningsOf(passages),
    passages,
  };
};

const chapterReply = async ({ book, texts, passagesAt }: Reading, number: number): Promise<Reply> => {
  const chapter = chapterOf(book, number);
  if (chapter === undefined) return line(about(texts.noChapter, book, { number: String(number) }));
  const { heading, page, offset, sections } = chapter;
  const found = await passagesAt(`${heading}\n${page.text.slice(offset)}`);
  const passages = inOrder(
    found.filter(({ headingPath }) => headingPath.includes(heading)),
    book.pages,
  );
  const begins = about(texts.chapter, book, { heading });
  const text = sections.length === 0 ? begins : `${listed(sections)}\n\n${begins}`;
  return { text, quotes: beginningsOf(passages), passages };
};

const topicsReply = async ({ book, texts, passagesAt }: Reading): Promise<Reply> => {
  const topics = topicsOf(book);
  if (topics.length === 0) return line(about(texts.noOutline, book));
  const headings = topics.map(({ heading }) => heading);
  const found = await passagesAt(headings.join('\n'));
  const passages = found.filter(({ headingPath }) =>
    headingPath.some((heading) => headings.includes(heading)),
  );
  const text = `${about(texts.topics, book)}\n\n${listed(topics)}`;
  return { text, quotes: beginningsOf(inOrder(passages, book.pages)).slice(0, 1), passages };
};

const listed = (places: readonly Place[]): string =>
  places.map(({ heading, page }) => `- ${inertText(heading)} (${inertText(page.pageLabel)})`).join('\n');

/** The passages in the order of the book. */
const inOrder = (passages: readonly Passage[], pages: readonly Page[]): Passage[] => {
  const textOf = new Map(pages.map(({ pageNumber, text }) => [pageNumber, text]));
  const placeOf = ({ pageNumber, text }: Passage): number => textOf.get(pageNumber)?.indexOf(text) ?? 0;
  return [...passages].sort(
    (one, other) => one.pageNumber - other.pageNumber || placeOf(one) - placeOf(other),
  );
};

/** The first whole sentences. */
const beginningsOf = (passages: readonly Passage[]): Reply['quotes'] => {
  const sentences = passages.flatMap((passage) =>
    quotableSentencesOf(passage.text)
      .filter(({ text }) => endsSentence(text, 'quote'))
      .map(({ text }) => ({ passage, quote: readable(text) })),
  );
  const unique = [...new Map(sentences.map((entry) => [entry.quote, entry])).values()];
  return unique.filter(({ passage, quote }) => standsIn(quote, passage.text)).slice(0, maxQuotes);
};
