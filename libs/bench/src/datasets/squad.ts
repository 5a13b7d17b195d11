import { readFileSync } from 'node:fs';
import { z } from 'zod';

const file = z.object({
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

/** A question about a paragraph; an impossible one has no answer in it. */
export type SquadQuestion = {
  readonly text: string;
  readonly isImpossible: boolean;
  readonly answers: readonly string[];
};

export type SquadArticle = {
  readonly title: string;
  readonly paragraphs: readonly { readonly text: string; readonly questions: readonly SquadQuestion[] }[];
};

/**
 * Reads a file in the format of SQuAD 1.1, SQuAD 2.0 or XQuAD. Underscores of titles become blanks.
 *
 * @throws ZodError when the file has another format.
 */
export const readSquad = (path: string): SquadArticle[] =>
  file.parse(JSON.parse(readFileSync(path, 'utf8'))).data.map(({ title, paragraphs }) => ({
    title: title.replaceAll('_', ' '),
    paragraphs: paragraphs.map(({ context, qas }) => ({
      text: context,
      questions: qas.map(({ question, is_impossible: isImpossible, answers }) => ({
        text: question,
        isImpossible,
        answers: answers.map(({ text }) => text),
      })),
    })),
  }));
