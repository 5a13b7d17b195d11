import { appendFileSync } from 'node:fs';

/**
 * The file that collects the answers that the tests received. `npm test` sets it, and reads it after the
 * tests.
 */
export const answerLogVariable = 'AI_TEACHER_ANSWER_LOG';

/** Records the status of an operation's answer, and its problem code if it has one. */
export const noteAnswer = (operationId: string | undefined, status: number, code: unknown): void => {
  const file = process.env[answerLogVariable];
  if (file === undefined || operationId === undefined) return;
  appendFileSync(file, `${operationId} ${status}${typeof code === 'string' ? ` ${code}` : ''}\n`);
};
