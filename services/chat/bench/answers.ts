/**
 * `npm run bench answers`: how often the writer without a model answers, answers correctly, and declines
 * when it should; how many framed questions it answers like the bare question; and whether a session makes
 * an answer worse.
 *
 *   npm run bench answers -- [--squad FILE [--distractors FILE]] [--xquad FILE …]
 *
 * A file has the format of SQuAD (articles → paragraphs → questions; version 2 marks impossible questions)
 * or of XQuAD. Articles with an even position tuned the constants; the figures of the articles with an odd
 * position count. A question is off topic when the index lacks its article: the distractors, or without them
 * the other half of the file. The frames, the sessions and the questions about the project's own books need
 * no file.
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { bareQuestion } from '../src/domain/evidence/bare-question.ts';
import type { Passage } from '../src/domain/evidence/passage.ts';
import { selectSupport } from '../src/domain/evidence/select-support.ts';
import { framedQuestions, isAnswered } from './frames.ts';
import { askOwnQuestions, type Outcome, tallyOf } from './questions.ts';
import { type Paragraph, rankedParagraphs } from './ranked-paragraphs.ts';
import { measureSessions } from './sessions.ts';

const dataset = z.object({
  data: z.array(
    z.object({
      title: z.string().default(''),
      paragraphs: z.array(
        z.object({
          context: z.string(),
          qas: z
            .array(
              z.object({
                question: z.string(),
                is_impossible: z.boolean().default(false),
                answers: z.array(z.object({ text: z.string() })).default([]),
              }),
            )
            .default([]),
        }),
      ),
    }),
  ),
});

type Asked = {
  held: boolean;
  question: string;
  answers: string[];
  impossible: boolean;
};

const depth = 8;

const load = (
  path: string,
): {
  paragraphs: (Paragraph & { half: number })[];
  asked: (Asked & { half: number })[];
} => {
  const { data } = dataset.parse(JSON.parse(readFileSync(path, 'utf8')));
  const paragraphs = data.flatMap((article, a) =>
    article.paragraphs.map((paragraph, p) => ({
      id: `${path}:${a}:${p}`,
      half: a % 2,
      title: article.title.replaceAll('_', ' '),
      text: paragraph.context,
    })),
  );
  const asked = data.flatMap((article, a) =>
    article.paragraphs.flatMap((paragraph) =>
      paragraph.qas.map((qa) => ({
        half: a % 2,
        held: a % 2 === 1,
        question: qa.question,
        impossible: qa.is_impossible,
        answers: qa.answers.map((answer) => answer.text),
      })),
    ),
  );
  return { paragraphs, asked };
};

const toPassage = (paragraph: Paragraph): Passage => {
  const { id, title, text } = paragraph;
  return { documentId: '', chunkId: id, title, text, pageLabel: '', pageNumber: 1, headingPath: [] };
};

const share = (rows: readonly boolean[]): string => {
  return rows.length === 0 ? '-' : `${((100 * rows.filter(Boolean).length) / rows.length).toFixed(1)} %`;
};

const answerOf = (question: string, found: readonly Paragraph[]) =>
  selectSupport(bareQuestion(question), found.map(toPassage));

const measureFile = (path: string, distractorPath?: string): void => {
  const { paragraphs, asked } = load(path);
  const distractors = distractorPath === undefined ? undefined : load(distractorPath).paragraphs;
  const whole = rankedParagraphs([...paragraphs, ...(distractors ?? [])]);
  const foreign = [0, 1].map((half) =>
    rankedParagraphs(distractors ?? paragraphs.filter((paragraph) => paragraph.half !== half)),
  );
  const started = performance.now();
  for (const held of [false, true]) {
    const answered: boolean[] = [];
    const right: boolean[] = [];
    const impossible: boolean[] = [];
    const offTopic: boolean[] = [];
    for (const entry of asked.filter((one) => one.held === held)) {
      const support = answerOf(entry.question, whole(bareQuestion(entry.question), depth));
      if (entry.impossible) impossible.push(!support.supported);
      else answered.push(support.supported);
      if (!entry.impossible && support.supported)
        right.push(entry.answers.some((text) => support.quotes.some(({ quote }) => quote.includes(text))));
      const elsewhere = foreign[entry.half]?.(bareQuestion(entry.question), depth) ?? [];
      offTopic.push(!answerOf(entry.question, elsewhere).supported);
    }
    console.log(path, held ? 'held-out articles' : 'tuning articles', {
      'answerable: answered': `${share(answered)} of ${answered.length}`,
      'answered: a quote holds the gold answer': share(right),
      'impossible (adversarial): declined': `${share(impossible)} of ${impossible.length}`,
      'off topic: declined': `${share(offTopic)} of ${offTopic.length}`,
    });
  }
  console.log(`${((performance.now() - started) / asked.length / 2).toFixed(1)} ms per question`);
};

const { values } = parseArgs({
  options: {
    squad: { type: 'string' },
    distractors: { type: 'string' },
    xquad: { type: 'string', multiple: true, default: [] },
  },
});
const framed = framedQuestions();
console.log(
  'frames: the sentence that answers the bare question',
  `${share(framed.map(isAnswered))} of ${framed.length}`,
);
const own = askOwnQuestions();
for (const language of new Set(own.map((outcome) => outcome.language))) {
  const of = (kind: Outcome['kind']) => {
    const { right, all } = tallyOf(own, kind, language);
    return `${right} of ${all}`;
  };
  console.log(`own questions, ${language}`, {
    'answered by the right sentence first': of('answered'),
    'off topic: declined': of('offTopic'),
    'adversarial: declined': of('adversarial'),
  });
}
const pairs = await measureSessions();
console.log('sessions: the same first quote as alone', `${share(pairs)} of ${pairs.length} pairs`);
if (values.squad !== undefined) measureFile(values.squad, values.distractors);
for (const path of values.xquad) measureFile(path);
// An explicit exit, because the channel to the bootstrap script would keep this process alive.
process.exit(0);
