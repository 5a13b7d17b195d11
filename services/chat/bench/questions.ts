/**
 * How often the writer without a model answers the questions about the project's own books with the right
 * sentence, and declines the questions that these books do not answer.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { bareQuestion } from '../src/domain/evidence/bare-question.ts';
import type { Passage } from '../src/domain/evidence/passage.ts';
import { selectSupport } from '../src/domain/evidence/support/select-support.ts';
import type { Support } from '../src/domain/evidence/support/support.ts';
import { englishQuestions, type QuestionSet } from './questions-english.ts';
import { foreignQuestions } from './questions-languages.ts';
import { type Paragraph, rankedParagraphs } from './ranked-paragraphs.ts';

const manuscript = new URL('../../../libs/tooling/src/textbook/manuscript/', import.meta.url);
/** As many passages as a question reads. */
const depth = 8;

/** The paragraphs of the chapters without markup. Tables, figures and exercises are no sentences. */
const textbook = (): Paragraph[] =>
  readdirSync(manuscript)
    .filter((file) => /^0[1-9]/u.test(file))
    .sort()
    .flatMap((file) => {
      const [chapters = ''] = readFileSync(new URL(file, manuscript), 'utf8').split('### Check yourself');
      return chapters.split(/\n\s*\n/u).flatMap((block, at) =>
        /^(?:#|Table:|!\[)/u.test(block)
          ? []
          : [
              {
                id: `${file}:${at}`,
                title: '',
                text: block.replace(/\*\*|^[->] /gmu, '').replace(/\n/g, ' '),
              },
            ],
      );
    });

const toPassage = ({ id, text }: Paragraph): Passage => ({
  documentId: '',
  chunkId: id,
  title: '',
  text,
  pageLabel: '',
  pageNumber: 1,
  headingPath: [],
});

export type Outcome = {
  readonly language: string;
  readonly question: string;
  readonly kind: keyof QuestionSet;
  /** The expected words of an answered question were quoted first, or another question was declined. */
  readonly isRight: boolean;
  readonly quote: string | undefined;
};

const outcomesOf = (language: string, paragraphs: readonly Paragraph[], set: QuestionSet): Outcome[] => {
  const ranked = rankedParagraphs(paragraphs);
  const answer = (question: string): Support =>
    selectSupport(bareQuestion(question), ranked(bareQuestion(question), depth).map(toPassage));
  const outcome = (
    kind: keyof QuestionSet,
    question: string,
    isRight: (support: Support) => boolean,
  ): Outcome => {
    const support = answer(question);
    const quote = support.supported ? support.quotes[0]?.quote : undefined;
    return { language, question, kind, isRight: isRight(support), quote };
  };
  const isDeclined = ({ supported }: Support) => !supported;
  return [
    ...set.answered.map(([question, words]) =>
      outcome('answered', question, ({ supported, quotes }) =>
        Boolean(supported && quotes[0]?.quote.includes(words)),
      ),
    ),
    ...set.offTopic.map((question) => outcome('offTopic', question, isDeclined)),
    ...set.adversarial.map((question) => outcome('adversarial', question, isDeclined)),
  ];
};

/** Asks all questions, each in the book of its language. */
export const askOwnQuestions = (): Outcome[] => [
  ...outcomesOf('en', textbook(), englishQuestions),
  ...Object.entries(foreignQuestions).flatMap(([language, { paragraphs, ...set }]) => {
    const book = paragraphs.map((text, at) => ({ id: `${language}:${at}`, title: '', text }));
    return outcomesOf(language, book, set);
  }),
];

export type Tally = { readonly right: number; readonly all: number };

/** Counts the outcomes of one kind, in one language or in all. */
export const tallyOf = (outcomes: readonly Outcome[], kind: keyof QuestionSet, language?: string): Tally => {
  const own = outcomes.filter(
    (outcome) => outcome.kind === kind && (language === undefined || outcome.language === language),
  );
  return { right: own.filter(({ isRight }) => isRight).length, all: own.length };
};
