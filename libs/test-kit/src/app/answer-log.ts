import { appendFileSync } from 'node:fs';

/** A file that collects which answers the tests have seen; `npm test` names it and reads it when they have ended. */
export const answerLogVariable = 'AI_TEACHER_ANSWER_LOG';

/** Notes that an operation answered with a status, and with which problem where it was one. */
export const noteAnswer = (operationId: string | undefined, status: number, code: unknown): void => {
  const file = process.env[answerLogVariable];
  if (file === undefined || operationId === undefined) return;
  appendFileSync(file, `${operationId} ${status}${typeof code === 'string' ? ` ${code}` : ''}\n`);
};
