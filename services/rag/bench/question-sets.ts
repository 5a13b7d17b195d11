import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

const questionFile = z.object({
  data: z.array(
    z.object({
      title: z.string().default(''),
      paragraphs: z.array(
        z.object({
          context: z.string(),
          qas: z.array(
            z.object({
              question: z.string(),
              is_impossible: z.boolean().optional(),
              answers: z.array(z.object({ text: z.string() })).default([]),
            }),
          ),
        }),
      ),
    }),
  ),
});

export type Question = { readonly text: string; readonly answers: readonly string[] };
export type Paragraph = { readonly text: string; readonly questions: readonly Question[] };
export type Article = { readonly title: string; readonly paragraphs: readonly Paragraph[] };

/** Questions with the paragraph that answers each, in the format of SQuAD. */
export type QuestionSet = { readonly name: string; readonly articles: readonly Article[] };

const readArticles = async (file: string): Promise<Article[]> => {
  const { data } = questionFile.parse(JSON.parse(await readFile(file, 'utf8')));
  return data.map(({ title, paragraphs }) => ({
    title: title.replaceAll('_', ' '),
    paragraphs: paragraphs.map(({ context, qas }) => ({
      text: context,
      questions: qas
        .filter((qa) => qa.is_impossible !== true && qa.answers.length > 0)
        .map(({ question, answers }) => ({ text: question, answers: answers.map(({ text }) => text) })),
    })),
  }));
};

const languages = ['en', 'de', 'hi', 'zh'] as const;

/** Reads the sets of the given folders and files. The test file of SQuAD only adds paragraphs. */
export const readQuestionSets = async ({
  squad,
  xquad,
  file,
}: {
  readonly squad?: string | undefined;
  readonly xquad?: string | undefined;
  readonly file?: string | undefined;
}): Promise<QuestionSet[]> => {
  const sets: QuestionSet[] = [];
  if (file !== undefined) sets.push({ name: file, articles: await readArticles(file) });
  if (squad !== undefined) {
    const asked = await readArticles(join(squad, 'dev-v2.0.json'));
    const others = await readArticles(join(squad, 'test-v2.0.json'));
    const silent = others.map(({ title, paragraphs }) => ({
      title,
      paragraphs: paragraphs.map(({ text }) => ({ text, questions: [] })),
    }));
    sets.push({ name: 'SQuAD', articles: [...asked, ...silent] });
  }
  if (xquad !== undefined)
    for (const language of languages)
      sets.push({
        name: `XQuAD ${language}`,
        articles: await readArticles(join(xquad, `xquad.${language}.json`)),
      });
  return sets;
};
