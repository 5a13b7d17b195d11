import { join } from 'node:path';
import { readSquad } from '@ai-teacher/bench/datasets/squad.ts';

export type Question = { readonly text: string; readonly answers: readonly string[] };
export type Paragraph = { readonly text: string; readonly questions: readonly Question[] };
export type Article = { readonly title: string; readonly paragraphs: readonly Paragraph[] };

/** Questions with the paragraph that answers each, in the format of SQuAD. */
export type QuestionSet = { readonly name: string; readonly articles: readonly Article[] };

/** Impossible questions have no paragraph that a search could find. */
const readArticles = (file: string): Article[] =>
  readSquad(file).map(({ title, paragraphs }) => ({
    title,
    paragraphs: paragraphs.map(({ text, questions }) => ({
      text,
      questions: questions.filter(({ isImpossible, answers }) => !isImpossible && answers.length > 0),
    })),
  }));

const languages = ['en', 'de', 'hi', 'zh'] as const;

/** Reads the sets of the given folders and files. The test file of SQuAD only adds paragraphs. */
export const readQuestionSets = ({
  squad,
  xquad,
  file,
}: {
  readonly squad?: string | undefined;
  readonly xquad?: string | undefined;
  readonly file?: string | undefined;
}): QuestionSet[] => {
  const sets: QuestionSet[] = [];
  if (file !== undefined) sets.push({ name: file, articles: readArticles(file) });
  if (squad !== undefined) {
    const asked = readArticles(join(squad, 'dev-v2.0.json'));
    const others = readArticles(join(squad, 'test-v2.0.json'));
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
        articles: readArticles(join(xquad, `xquad.${language}.json`)),
      });
  return sets;
};
