/**
 * Measures how often the extractive writer answers, answers correctly, and declines when it should.
 *
 *   node services/chat/bench/abstention.ts DATASET.json [DISTRACTORS.json]
 *
 * DATASET has the format of SQuAD (articles → paragraphs → questions; version 2 marks impossible questions)
 * or of XQuAD. Articles with an even position tuned the constants; the figures of the articles with an odd
 * position count. A question is off topic when the index lacks its article: DISTRACTORS, or without them the
 * other half of DATASET.
 */
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { Passage } from '../src/domain/evidence/passage.ts';
import { selectSupport } from '../src/domain/evidence/select-support.ts';
import { type Paragraph, rankedParagraphs } from './ranked-paragraphs.ts';

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

const [path, distractorPath] = process.argv.slice(2);
if (path === undefined)
  throw new Error('usage: node services/chat/bench/abstention.ts DATASET.json [DISTRACTORS.json]');
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
    const support = selectSupport(entry.question, whole(entry.question, depth).map(toPassage));
    if (entry.impossible) impossible.push(!support.supported);
    else {
      answered.push(support.supported);
      if (support.supported)
        right.push(entry.answers.some((text) => support.quotes.some(({ quote }) => quote.includes(text))));
    }
    const elsewhere = foreign[entry.half]?.(entry.question, depth) ?? [];
    offTopic.push(!selectSupport(entry.question, elsewhere.map(toPassage)).supported);
  }
  console.log(held ? 'held-out articles' : 'tuning articles', {
    'answerable: answered': `${share(answered)} of ${answered.length}`,
    'answered: a quote holds the gold answer': share(right),
    'impossible (adversarial): declined': `${share(impossible)} of ${impossible.length}`,
    'off topic: declined': `${share(offTopic)} of ${offTopic.length}`,
  });
}
console.log(`${((performance.now() - started) / asked.length / 2).toFixed(1)} ms per question`);
