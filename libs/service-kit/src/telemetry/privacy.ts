import type { Attributes } from '@opentelemetry/api';
import type { ReadableSpan, SpanProcessor } from '@opentelemetry/sdk-trace';
import { stackFrames } from './logged-error.ts';
import { attributeNames } from './names.ts';
import { withoutLiterals } from './sql.ts';

/**
 * Removes the text that people wrote from every ended span, so that it does not leave the process: literals
 * from statements, queries from addresses, messages from exceptions and from the status.
 * Register it before the exporting processor, which receives the same object.
 */
export class PrivacySpanProcessor implements SpanProcessor {
  onStart(): void {}

  onEnd(ended: ReadableSpan): void {
    maskAttributes(ended.attributes);
    for (const event of ended.events) if (event.attributes) maskException(event.attributes);
    delete ended.status.message;
  }

  forceFlush(): Promise<void> {
    return Promise.resolve();
  }

  shutdown(): Promise<void> {
    return Promise.resolve();
  }
}

const maxPrepared = 200;
const maskedPrepared = new Map<string, string>();

/** Masks a prepared statement once: to mask a long one takes longer than the rest of its span. */
const preparedWithoutLiterals = (statement: string): string => {
  const known = maskedPrepared.get(statement);
  if (known !== undefined) return known;
  const masked = withoutLiterals(statement);
  if (maskedPrepared.size < maxPrepared) maskedPrepared.set(statement, masked);
  return masked;
};

const maskAttributes = (attributes: Attributes): void => {
  delete attributes[attributeNames.urlQuery];
  const address = attributes[attributeNames.urlFull];
  if (typeof address === 'string') attributes[attributeNames.urlFull] = address.replace(/[?#].*$/s, '');
  const statement = attributes[attributeNames.dbQueryText];
  if (typeof statement === 'string')
    attributes[attributeNames.dbQueryText] =
      attributes[attributeNames.dbPreparedName] === undefined
        ? withoutLiterals(statement)
        : preparedWithoutLiterals(statement);
};

/** A stack trace begins with the message, so only its frames are retained. */
const maskException = (attributes: Attributes): void => {
  const message = attributes[attributeNames.exceptionMessage];
  delete attributes[attributeNames.exceptionMessage];
  const stack = attributes[attributeNames.exceptionStacktrace];
  if (typeof stack !== 'string') return;
  attributes[attributeNames.exceptionStacktrace] = stackFrames(stack, String(message ?? '')).join('\n');
};
