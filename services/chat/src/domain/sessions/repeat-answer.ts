import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import type { Owner } from '../ports.ts';
import type { Repositories, StoredAnswer } from './ports.ts';

export type RepeatAnswerDeps = {
  readonly unitOfWork: UnitOfWork<Pick<Repositories, 'sessions' | 'messages'>>;
};

/**
 * Reads a complete answer for a repeated question. What the reader lost meanwhile is erased, as in the list
 * of messages.
 *
 * @throws Problem `session-not-found` when its session was deleted meanwhile.
 */
export const repeatAnswer =
  ({ unitOfWork }: RepeatAnswerDeps) =>
  (reader: Owner, messageId: string): Promise<StoredAnswer> =>
    unitOfWork.run(
      async ({ sessions, messages }) => {
        const answer = await messages.findAnswer(messageId);
        if (answer === undefined || (await sessions.find(reader, answer.sessionId)) === undefined)
          throw new Problem('session-not-found');
        return answer;
      },
      { readOnly: true },
    );
