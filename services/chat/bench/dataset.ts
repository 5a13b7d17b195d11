import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { Passage } from '../src/domain/evidence/passage.ts';
import type { Paragraph } from './ranked-paragraphs.ts';

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

export type Asked = {
  held: boolean;
  /** The position of the article of the question. */
  article: number;
  question: string;
  answers: string[];
  impossible: boolean;
};

/** Reads a file in the format of SQuAD or XQuAD. Articles with an odd position are held out. */
export const readDataset = (
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
        article: a,
        held: a % 2 === 1,
        question: qa.question,
        impossible: qa.is_impossible,
        answers: qa.answers.map((answer) => answer.text),
      })),
    ),
  );
  return { paragraphs, asked };
};

/** A paragraph as a passage without pages and headings. */
export const toPassage = (paragraph: Paragraph): Passage => {
  const { id, title, text } = paragraph;
  return { documentId: '', chunkId: id, title, text, pageLabel: '', pageNumber: 1, headingPath: [] };
};
