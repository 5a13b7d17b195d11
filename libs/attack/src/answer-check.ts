import type { Answer } from './requests/exchange.ts';

const revealingPattern = /^(server|via|x-powered-by|x-aspnet-version|x-runtime|x-envoy-.*)$/;
/** Signs of a stack trace or of an engine's own error text. */
const leakingPattern = /\bat [\w.<>]+ \(|node:internal|node_modules|envoy|ECONNREFUSED|SELECT /;

/**
 * Checks what holds for every answer: it exists, it is no 5xx, it names no server, and a refusal is a problem
 * of the catalogue with the request id of the answer.
 *
 * @returns the fault, or undefined for a correct answer.
 */
export const answerFaultOf = ({ status, headers, text, problem }: Answer): string | undefined => {
  if (status === 0) return 'the connection ended without an answer';
  if (status >= 500) return `${status}: the server failed`;
  const revealing = Object.keys(headers).filter((name) => revealingPattern.test(name));
  if (revealing.length > 0) return `the answer reveals the server: ${revealing.join(', ')}`;
  const id = headers['x-request-id'];
  if (id === undefined) return 'the answer has no request id';
  if (status < 400) return undefined;
  if (problem === undefined || headers['content-type'] !== 'application/problem+json')
    return `the refusal is not a problem of the catalogue: ${headers['content-type'] ?? 'no type'}`;
  if (problem.status !== status) return `the problem says ${problem.status}`;
  if (problem.requestId !== id) return 'the problem and the answer have different request ids';
  return leakingPattern.test(text) ? 'the problem reveals internals' : undefined;
};
