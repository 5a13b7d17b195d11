import { Problem } from '@ai-teacher/service-kit/problem.ts';
import { cutHistory, MOST_TURNS } from './history.ts';
import type { Citation, Passage } from './passage.ts';
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
  Written,
} from './ports.ts';
import { searchQuery } from './search-query.ts';

export interface AskDeps {
  unitOfWork: UnitOfWork;
  material: Material;
  chooseWriter: ChooseWriter;
  clock: Clock;
  identifiers: Identifiers;
}

export interface AskInput {
  body: { message: string; sessionId?: string | undefined; documentIds?: string[] | undefined };
  principal: Owner;
  /** Aborted when the client leaves. */
  signal: AbortSignal;
}

export interface Started {
  sessionId: string;
  messageId: string;
  mode: AnswerMode;
}

export interface Answer extends Started {
  answer: string;
  citations: Citation[];
  supported: boolean;
}

/** Hears an answer while it is written. */
export interface Listener {
  started(started: Started): Promise<void>;
  part(part: AnswerPart): Promise<void>;
}

const SILENT: Listener = { started: async () => {}, part: async () => {} };
const PASSAGES = 16;
const TITLE_CHARACTERS = 80;

/**
 * Answers a question from the caller's material. The question is kept whatever becomes of the answer; of an answer that breaks off, what
 * was said is kept as `incomplete`, and one of which nothing was said as `failed`. No transaction is open while it is written.
 */
export function ask(deps: AskDeps) {
  return async ({ body, principal, signal }: AskInput, listener: Listener = SILENT): Promise<Answer> => {
    const history = await earlierTurns(deps, principal, body.sessionId);
    const query = searchQuery(body.message, history);
    const passages = await deps.material.search({ query, limit: PASSAGES, documentIds: body.documentIds });
    const sessionId = await keepQuestion(deps, principal, body);
    const messageId = deps.identifiers.uuid();
    const heard = { text: '', citations: [] as Citation[] };
    let mode: AnswerMode | null = null;
    const keep = (status: MessageStatus, written?: Written) =>
      keepAnswer(deps, { id: messageId, sessionId, mode, status, ...heard }, written);
    try {
      const writer = deps.chooseWriter();
      mode = writer.mode;
      await listener.started({ sessionId, messageId, mode });
      const question = writer.mode === 'extractive' ? query : body.message;
      const written = await listen({ writer, question, passages, history, signal, heard, listener });
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
}

async function earlierTurns(
  { unitOfWork }: AskDeps,
  owner: Owner,
  sessionId: string | undefined,
): Promise<Turn[]> {
  if (sessionId === undefined) return [];
  return unitOfWork.run(
    async ({ sessions, messages }) => {
      if ((await sessions.find(owner, sessionId)) === undefined) throw new Problem('session-not-found');
      return cutHistory(await messages.recent(sessionId, MOST_TURNS));
    },
    { readOnly: true },
  );
}

async function keepQuestion(
  { unitOfWork, clock, identifiers }: AskDeps,
  owner: Owner,
  { message, sessionId }: AskInput['body'],
): Promise<string> {
  const createdAt = clock.now();
  const session = { id: sessionId ?? identifiers.uuid(), title: titleOf(message), createdAt };
  await unitOfWork.run(async ({ sessions, messages }) => {
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
  });
  return session.id;
}

type HeardAnswer = Pick<NewMessage, 'id' | 'sessionId' | 'mode' | 'status' | 'text' | 'citations'>;

/** A session that was deleted meanwhile keeps nothing; that is what its owner asked for. */
async function keepAnswer(
  { unitOfWork, clock }: AskDeps,
  heard: HeardAnswer,
  written?: Written,
): Promise<void> {
  const supported = written?.supported ?? null;
  const usage = written?.usage ?? null;
  await unitOfWork.run(({ messages }) =>
    messages.add({ ...heard, author: 'assistant', supported, usage, createdAt: clock.now() }),
  );
}

interface Listening {
  writer: AnswerWriter;
  question: string;
  passages: readonly Passage[];
  history: readonly Turn[];
  signal: AbortSignal;
  heard: { text: string; citations: Citation[] };
  listener: Listener;
}

async function listen({ writer, heard, listener, ...request }: Listening): Promise<Written> {
  const written = await writer.write(request, async (part) => {
    request.signal.throwIfAborted();
    if (part.kind === 'text') heard.text += part.text;
    else heard.citations.push(part.citation);
    await listener.part(part);
  });
  request.signal.throwIfAborted();
  return written;
}

function titleOf(message: string): string {
  const line = message.replace(/\s+/gu, ' ').trim();
  const characters = [...line];
  return characters.length <= TITLE_CHARACTERS
    ? line
    : `${characters.slice(0, TITLE_CHARACTERS - 1).join('')}…`;
}
