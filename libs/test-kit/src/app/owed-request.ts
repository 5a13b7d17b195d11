import { needsUser, type Operation } from '@ai-teacher/contracts/operation.ts';
import { unusedParams } from '@ai-teacher/contracts/path-template.ts';
import { maxListedFaults, problemBody } from '@ai-teacher/contracts/problem.ts';
import { expect } from '@jest/globals';
import { aUser } from '../identity/tokens.ts';
import type { AppClient, TestRequest, TestResponse } from './app-client.ts';

export type GetApp = () => AppClient;

/** A request that the operation allows: from a user of an allowed role, or from a service that it lists. */
export const allowedRequest = (op: Operation): TestRequest => {
  const edge = op.access.edge;
  const role = Array.isArray(edge) ? edge[0] : 'teacher';
  const from = edge === undefined ? op.access.services?.[0] : undefined;
  return {
    ...(needsUser(op) ? { as: aUser({ role }) } : {}),
    ...(from === undefined ? {} : { from }),
    params: unusedParams(op),
  };
};

export const expectProblem = (answer: TestResponse, status: number, code: string): void => {
  expect({ status: answer.status, code: answer.body?.code }).toEqual({ status, code });
  expect(answer.headers['content-type']).toBe('application/problem+json');
  expect(problemBody.parse(answer.body).requestId).toBe(answer.headers['x-request-id']);
};

/** Whether the operation takes a JSON body. */
export const jsonBody = (op: Operation): boolean => op.body !== undefined && op.bodyKind !== 'multipart';

/** Expects as many faults as an answer may list, and the number of the others. */
export const expectBounded = (answer: TestResponse, faults: number): void => {
  expectProblem(answer, 422, 'input-invalid');
  expect(answer.body.errors).toHaveLength(maxListedFaults);
  expect(answer.body.moreErrors).toBeGreaterThanOrEqual(faults - maxListedFaults);
  expect(answer.text.length).toBeLessThan(10_000);
};
