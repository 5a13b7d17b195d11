import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { Citation } from '../evidence/passage.ts';
import type {
  AnswerMode,
  AnswerPart,
  AnswerWriter,
  ChooseWriter,
  Clock,
  Identifiers,
  Material,
  MessageStatus,
  NewMessage,
  Owner,
  Turn,
  UnitOfWork,
  WriteRequest,
  Written,
} from '../ports.ts';
import { mostTokens } from './estimate-tokens.ts';
import { cutHistory, mostTurns } from './history.ts';
import { searchQuery } from './search-query.ts';
import {
  type Grant,
  refuseWhenSpent,
  reserveTokens,
  settleTokens,
  type TokenBudget,
} from './token-budget.ts';

export type AskDeps = {
  unitOfWork: UnitOfWork;
  material: Material;
  chooseWriter: ChooseWriter;
  /** None: tokens are not counted. */
  tokenBudget?: TokenBudget;
  clock: Clock;
  identifiers: Identifiers;
};

export type AskInput = {
  body: { message: string; sessionId?: string | undefined; documentIds?: string[] | undefined };
  principal: Owner;
  /** Aborted when the client leaves. */
  signal: AbortSignal;
};

export type Started = {
  sessionId: string;
  messageId: string;
  mode: AnswerMode;
};

export type Answer = Started & {
  answer: string;
  citations: Citation[];
  supported: boolean;
};

/** Hears an answer while it is written. */
export type Listener = {
  started(started: Started): Promise<void>;
  part(part: AnswerPart): Promise<void>;
};

const silent: Listener = { started: async () => {}, part: async () => {} };
const maxPassages = 16;
const titleCharacters = 80;

/**
 * Answers a question from the caller's material. The question is kept whatever becomes of the answer; of an answer that breaks off, what
 * was said is kept as `incomplete`, and one of which nothing was said as `failed`. No transaction is open while it is written.
 * A question for which the day's tokens do not suffice is refused before anything of it is kept.
 */
export const ask = (deps: AskDeps) => {
  return async ({ body, principal, signal }: AskInput, listener: Listener = silent): Promise<Answer> => {
    await refuseWhenSpent(deps, principal.userId);
    const history = await earlierTurns(deps, principal, body.sessionId);
    const query = searchQuery(body.message, history);
    const passages = await deps.material.search({
      query,
      limit: maxPassages,
      documentIds: body.documentIds,
    });
    const tokens = mostTokens({ question: body.message, passages, history });
    const { sessionId, grant } = await keepQuestion(deps, principal, body, tokens);
    const messageId = deps.identifiers.uuid();
    const heard = { text: '', citations: [] as Citation[] };
    let tokensUsed = 0;
    const onTokens = (used: number) => {
      tokensUsed += used;
    };
    let mode: AnswerMode | null = null;
    const keep = (status: MessageStatus, written?: Written) =>
      keepAnswer(deps, { id: messageId, sessionId, mode, status, ...heard }, { grant, tokensUsed, written });
    try {
      const writer = grant.mayAsk ? deps.chooseWriter() : grant.instead;
      mode = writer.mode;
      await listener.started({ sessionId, messageId, mode });
      const question = writer.mode === 'extractive' ? query : body.message;
      const request = { question, passages, history, signal, onTokens };
      const written = await listen({ writer, request, heard, listener });
      await keep('complete', written);
      return {
        sessionId,
        messageId,
        mode,
        answer: heard.text,
        citations: heard.citations,
        supported: written.supported,
      };
    } catch (error) {
      await keep(heard.text === '' ? 'failed' : 'incomplete');
      throw error;
    }
  };
};

const earlierTurns = async (
  { unitOfWork }: AskDeps,
  owner: Owner,
  sessionId: string | undefined,
): Promise<Turn[]> => {
  if (sessionId === undefined) return [];
  return unitOfWork.run(
    async ({ sessions, messages }) => {
      if ((await sessions.find(owner, sessionId)) === undefined) throw new Problem('session-not-found');
      return cutHistory(await messages.recent(sessionId, mostTurns));
    },
    { readOnly: true },
  );
};

const keepQuestion = async (
  deps: AskDeps,
  owner: Owner,
  { message, sessionId }: AskInput['body'],
  tokens: number,
): Promise<{ sessionId: string; grant: Grant }> => {
  const { unitOfWork, clock, identifiers } = deps;
  const createdAt = clock.now();
  const session = { id: sessionId ?? identifiers.uuid(), title: titleOf(message), createdAt };
  const grant = await unitOfWork.run(async ({ sessions, messages, tokenUse }) => {
    if (sessionId === undefined) await sessions.add(owner, session);
    const kept = await messages.add({
      id: identifiers.uuid(),
      sessionId: session.id,
      author: 'user',
      text: message,
      citations: [],
      status: 'complete',
      mode: null,
      supported: null,
      usage: null,
      createdAt,
    });
    if (!kept) throw new Problem('session-not-found');
    // Last, so that others of this person wait for the row no longer than they must.
    return reserveTokens(deps, { tokenUse }, { userId: owner.userId, tokens });
  });
  return { sessionId: session.id, grant };
};

type HeardAnswer = Pick<NewMessage, 'id' | 'sessionId' | 'mode' | 'status' | 'text' | 'citations'>;

type Outcome = {
  grant: Grant;
  tokensUsed: number;
  written: Written | undefined;
};

/** A session that was deleted meanwhile keeps nothing; that is what its owner asked for. What was used is booked all the same. */
const keepAnswer = async (
  { unitOfWork, clock }: AskDeps,
  heard: HeardAnswer,
  { grant, tokensUsed, written }: Outcome,
): Promise<void> => {
  const supported = written?.supported ?? null;
  const usage = written?.usage ?? null;
  await unitOfWork.run(async ({ messages, tokenUse }) => {
    await messages.add({ ...heard, author: 'assistant', supported, usage, createdAt: clock.now() });
    await settleTokens({ tokenUse }, grant, tokensUsed);
  });
};

type Listening = {
  writer: AnswerWriter;
  request: WriteRequest;
  heard: { text: string; citations: Citation[] };
  listener: Listener;
};

const listen = async ({ writer, request, heard, listener }: Listening): Promise<Written> => {
  const written = await writer.write(request, async (part) => {
    request.signal.throwIfAborted();
    if (part.kind === 'text') heard.text += part.text;
    else heard.citations.push(part.citation);
    await listener.part(part);
  });
  request.signal.throwIfAborted();
  return written;
};

const titleOf = (message: string): string => {
  const line = message.replace(/\s+/gu, ' ').trim();
  const characters = [...line];
  return characters.length <= titleCharacters
    ? line
    : `${characters.slice(0, titleCharacters - 1).join('')}…`;
};
