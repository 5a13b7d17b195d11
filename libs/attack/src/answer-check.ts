import type { Answer } from './requests/exchange.ts';

const telling = /^(server|via|x-powered-by|x-aspnet-version|x-runtime|x-envoy-.*)$/;
/** Signs of a stack trace or of an engine's own words. */
const leaking = /\bat [\w.<>]+ \(|node:internal|node_modules|envoy|ECONNREFUSED|SELECT /;

/**
 * What holds for every answer, whatever was asked: it is one, it is no failure of ours, it names no server, and a
 * refusal is a problem of the catalogue with the id that the answer carries.
 *
 * @returns what is wrong, undefined when nothing is.
 */
export const indecencyOf = ({ status, headers, text, problem }: Answer): string | undefined => {
  if (status === 0) return 'the connection ended without an answer';
  if (status >= 500) return `${status}: a failure on the other side`;
  const told = Object.keys(headers).filter((name) => telling.test(name));
  if (told.length > 0) return `the answer tells of its maker: ${told.join(', ')}`;
  const id = headers['x-request-id'];
  if (id === undefined) return 'the answer has no request id';
  if (status < 400) return undefined;
  if (problem === undefined || headers['content-type'] !== 'application/problem+json')
    return `the refusal is no problem of the catalogue: ${headers['content-type'] ?? 'no type'}`;
  if (problem.status !== status) return `the problem says ${problem.status}`;
  if (problem.requestId !== id) return 'the problem and the answer have different request ids';
  return leaking.test(text) ? 'the problem tells of the inside' : undefined;
};
