import { APIError } from 'openai';
import { attributeNames } from '../telemetry/names.ts';

/** The attributes of all spans and measurements of one kind of call of a model. */
export const modelAttributes = ({ operation, model }: { operation: string; model: string }) => ({
  [attributeNames.modelOperation]: operation,
  [attributeNames.modelProvider]: 'openai',
  [attributeNames.modelRequested]: model,
});

/**
 * The text of a server's error belongs to the server: only its status is recorded, or the class of our own
 * exception.
 */
export const kindOfFailure = (error: unknown): string => {
  if (error instanceof APIError && typeof error.status === 'number') return String(error.status);
  return error instanceof Error ? error.name : typeof error;
};
