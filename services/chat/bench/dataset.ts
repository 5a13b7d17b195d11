import { readSquad } from '@ai-teacher/bench/datasets/squad.ts';
import type { Passage } from '../src/domain/evidence/passage.ts';
import type { Paragraph } from './ranked-paragraphs.ts';

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
  const data = readSquad(path);
  const paragraphs = data.flatMap((article, a) =>
    article.paragraphs.map((paragraph, p) => ({
      id: `${path}:${a}:${p}`,
      half: a % 2,
      title: article.title,
      text: paragraph.text,
    })),
  );
  const asked = data.flatMap((article, a) =>
    article.paragraphs.flatMap((paragraph) =>
      paragraph.questions.map(({ text, isImpossible, answers }) => ({
        half: a % 2,
        article: a,
        held: a % 2 === 1,
        question: text,
        impossible: isImpossible,
        answers: [...answers],
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
