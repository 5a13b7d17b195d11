/**
 * The property of sessions: a question that is answered alone is answered in every session, with the same
 * first quote. A small book, questions about it, and every ordered pair of them.
 */
import type { Passage } from '../src/domain/evidence/passage.ts';
import { selectSupport } from '../src/domain/evidence/support/select-support.ts';
import type { Support } from '../src/domain/evidence/support/support.ts';
import { findEvidence } from '../src/domain/tutoring/find-evidence.ts';
import type { Material, Turn } from '../src/domain/tutoring/ports.ts';
import { framedQuestions, frames } from './frames.ts';
import { rankedParagraphs } from './ranked-paragraphs.ts';

/** Short facts in English, one sentence each. */
export const facts: readonly string[] = [
  'Paris is the capital of France.',
  'Alexander Fleming discovered penicillin.',
  'Marie Curie was born in Warsaw.',
  'The heart pumps blood.',
  'Shakespeare wrote Hamlet.',
  'Leonardo painted the Mona Lisa.',
  'Insects have six legs.',
  'World War Two ended in 1945.',
  'Water boils at 100 degrees.',
  'The longest river is the Nile.',
];

const factQuestions: readonly string[] = [
  'Who discovered penicillin?',
  'Hello, who wrote Hamlet please?',
  'And who painted the Mona Lisa?',
  'What about the longest river?',
  'So where was she born, Marie Curie?',
  'What does it pump, the heart?',
  'When did that world war two end?',
  'Tell me: what boils at 100 degrees?',
  'legs of insects',
  'What is the capital of France?',
  'Why?',
  'Is it big?',
  'Hello!',
  'Thank you',
];

/** Some questions of every language of the frames, which also begin with "and" in their language. */
const framed = framedQuestions().filter((_, at) => at % 31 === 0);

export const sessionQuestions: readonly string[] = [
  ...factQuestions,
  ...framed.map(({ question }) => question),
];

const sentences = [...facts, ...Object.values(frames).flatMap(({ book }) => Object.values(book))];

/** Finds the sentences by words, as rag would. */
const material = (): Material => {
  const ranked = rankedParagraphs(sentences.map((text, at) => ({ id: `chunk-${at}`, title: '', text })));
  const place = { documentId: '', title: '', pageLabel: '1', pageNumber: 1, headingPath: [] };
  return {
    search: async ({ query, limit }) => ({
      passages: ranked(query, limit).map(({ id, text }): Passage => ({ ...place, chunkId: id, text })),
      unread: [],
    }),
    readyDocuments: async () => [],
    pages: async () => undefined,
  };
};
const library = material();

export const askInSession = async (message: string, history: readonly Turn[]): Promise<Support> => {
  const { query, passages, shown, reply } = await findEvidence(library, {
    message,
    history,
    documentIds: undefined,
  });
  return selectSupport(reply === undefined ? query : '', passages, { shown });
};

/** The session after a question and its answer. */
export const turnsOf = (question: string, { supported, quotes }: Support): Turn[] => [
  { author: 'user', text: question },
  { author: 'assistant', text: quotes[0]?.quote ?? '–', supported },
];

/**
 * For every ordered pair of questions that are answered alone, whether the second gets its quote in a
 * session.
 */
export const measureSessions = async (): Promise<boolean[]> => {
  const alone = await Promise.all(
    sessionQuestions.map(async (question) => ({ question, support: await askInSession(question, []) })),
  );
  const answered = alone.filter(({ support }) => support.supported);
  const pairs: boolean[] = [];
  for (const first of alone)
    for (const second of answered) {
      const { quotes } = await askInSession(second.question, turnsOf(first.question, first.support));
      pairs.push(quotes[0]?.quote === second.support.quotes[0]?.quote);
    }
  return pairs;
};
