import { APIError } from 'openai';
import { attributeNames } from '../telemetry/names.ts';

/** The attributes of all spans and measurements of one kind of call of a model. */
export const modelAttributes = ({ operation, model }: { operation: string; model: string }) => ({
  [attributeNames.modelOperation]: operation,
  [attributeNames.modelProvider]: 'openai',
  [attributeNames.modelRequested]: model,
});

/**
 * Names a failure for telemetry: the status of the model's server, or the class of our own exception. The
 * error text is never recorded, because it belongs to the server.
 */
export const kindOfFailure = (error: unknown): string => {
  if (error instanceof APIError && typeof error.status === 'number') return String(error.status);
  return error instanceof Error ? error.name : typeof error;
};
