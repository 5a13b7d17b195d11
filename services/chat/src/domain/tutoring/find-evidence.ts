import { beginningOf } from '@ai-teacher/language/clean-text.ts';
import { bareQuestion } from '../evidence/bare-question.ts';
import { leansOnEarlier } from '../evidence/leans-on-earlier.ts';
import { questionIn } from '../evidence/message/question-in.ts';
import type { Passage, UnreadPages } from '../evidence/passage.ts';
import { hasQuestionWord } from '../evidence/question-words.ts';
import { selectSupport } from '../evidence/support/select-support.ts';
import { undefinedSubjects } from '../evidence/support/undefined-subjects.ts';
import type { Reply } from '../requests/ports.ts';
import { replyTo } from '../requests/reply-to.ts';
import { requestOf } from '../requests/request-kind.ts';
import type { Material, Rewriting, Turn } from './ports.ts';
import type { FollowUp } from './rewrite-question.ts';

const maxQueryCharacters = 2_000;
const maxPassages = 16;
/** A definition is among the first passages of a search for its term. */
const maxFurtherPassages = 4;

export type Evidence = {
  /** The text that the evidence must answer. */
  readonly query: string;
  readonly rewriting: Rewriting;
  /** Best first. */
  readonly passages: readonly Passage[];
  /** Pages in the scope of the question that could not be searched. */
  readonly unread: readonly UnreadPages[];
  /** The answer before, when the question asks for more of it; otherwise empty. */
  readonly shown: string;
  /** The reply to a message that asks no question. */
  readonly reply?: Reply;
};

type Asked = {
  readonly message: string;
  readonly history: readonly Turn[];
  readonly documentIds: readonly string[] | undefined;
  /** Rewrites a follow-up question by a model; undefined when the rules have to do it. */
  readonly rewrite?: ((followUp: FollowUp) => Promise<string | undefined>) | undefined;
};

/**
 * Searches the material for a question. The question is searched alone first, and what answers it alone
 * answers it in every session. Only a question that leans on earlier turns and is not answered alone is
 * searched again: as a model rewrites it, otherwise together with the last question that was answered.
 *
 * @throws the problems of a search.
 */
export const findEvidence = async (
  material: Material,
  { message, history, documentIds, rewrite }: Asked,
): Promise<Evidence> => {
  const topic = lastAnswered(history);
  const request = requestOf(message);
  if (request !== undefined && !(request.kind === 'more' && topic)) {
    const reply = await replyTo(material, request, { message, documentIds });
    return { query: message, rewriting: 'none', passages: reply.passages, unread: [], shown: '', reply };
  }
  const search = (query: string) => material.search({ query, limit: maxPassages, documentIds });
  const question = beginningOf(questionIn(message), maxQueryCharacters);
  const first = await search(question);
  const further = await Promise.all(undefinedSubjects(question, first.passages).map(search));
  const alone: Evidence = { query: question, rewriting: 'none', ...joined(first, further), shown: '' };
  const leaning = leansOnEarlier(question);
  if (leaning === undefined || history.length === 0 || selectSupport(question, alone.passages).supported)
    return alone;
  const shown = leaning === 'nothing' ? (topic?.answer ?? '') : '';
  const rewritten = request === undefined ? await rewrite?.({ question, history }) : undefined;
  if (rewritten !== undefined)
    return { query: rewritten, rewriting: 'model', ...(await search(rewritten)), shown };
  if (topic === undefined) return alone;
  const isOwnFirst = leaning !== 'nothing' && hasQuestionWord(question);
  const turns = isOwnFirst ? [question, topic.question] : [topic.question, question];
  const query = beginningOf(turns.join('\n'), maxQueryCharacters);
  return { query, rewriting: 'rules', ...(await search(query)), shown };
};

type Found = Awaited<ReturnType<Material['search']>>;

/** The passages of the searches for subjects come first; each stands once. */
const joined = (first: Found, further: readonly Found[]): Found => {
  if (further.length === 0) return first;
  const passages = [
    ...further.flatMap((found) => found.passages.slice(0, maxFurtherPassages)),
    ...first.passages,
  ];
  return { ...first, passages: [...new Map(passages.map((one) => [one.chunkId, one])).values()] };
};

/** The latest question that says what it is about and that the material answered, with its answer. */
const lastAnswered = (history: readonly Turn[]): { question: string; answer: string } | undefined => {
  const answers = history.flatMap(({ author, text, supported }, at) => {
    const before = history[at - 1];
    const isAnswer = author === 'assistant' && supported === true && before?.author === 'user';
    return isAnswer ? [{ question: bareQuestion(before.text), answer: text }] : [];
  });
  const latest = answers.at(-1);
  const topic = answers.findLast(({ question }) => leansOnEarlier(question) === undefined);
  return topic && latest && { question: topic.question, answer: latest.answer };
};
