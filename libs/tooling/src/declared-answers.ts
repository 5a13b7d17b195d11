import { allOperations } from '@ai-teacher/contracts/catalogue.ts';
import { problemCatalogue } from '@ai-teacher/contracts/problem.ts';

/**
 * Every declared answer of the contracts: each success, and each problem except the owed ones.
 */
const declaredAnswers = (): string[] =>
  allOperations.flatMap((op) => [
    ...Object.keys(op.success).map((status) => `${op.operationId} ${status}`),
    ...op.problems.map((code) => `${op.operationId} ${problemCatalogue[code].status} ${code}`),
  ]);

/**
 * Declared answers that no test has received.
 *
 * @param log lines as `noteAnswer` writes them.
 */
export const unseenAnswers = (log: string): string[] => {
  const seen = new Set(log.split('\n'));
  return declaredAnswers().filter((answer) => !seen.has(answer));
};
