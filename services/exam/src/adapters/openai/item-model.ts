import type { AskModel } from '@ai-teacher/service-kit/openai/model.ts';
import { ZodError } from 'zod';
import type { DraftRequest, ItemModel, ModelDraft } from '../../domain/generations/ports.ts';
import { findQuote } from '../../domain/item-writing/drafts/find-quote.ts';
import type { ItemSource, SourcePage } from '../../domain/item-writing/drafts/item-draft.ts';
import {
  decimalSignOf,
  keyOfValue,
  plainDigits,
  readNumber,
} from '../../domain/item-writing/quantities/read-number.ts';
import { sourceOf } from '../../domain/item-writing/reading/find-definitions.ts';
import { withOwnQuotes } from '../../domain/item-writing/rubrics/criteria.ts';
import { type DraftParts, draftShapes } from './draft-shapes.ts';
import { promptFor } from './prompt.ts';
import { askForJson, maxInputTokensOf, maxRequests } from './structured-answer.ts';

/** The model is asked to keep a draft below this number. */
export const maxDraftTokens = 1_500;
/** The quote of an item; the quotes of several criteria need more than one sentence. */
const maxSectionCharacters = 2_000;

/** Writes one item by structured output of any OpenAI-compatible server. Nothing of an answer is trusted. */
export const createItemModel = ({ askModel }: { readonly askModel: AskModel }): ItemModel => {
  const maxInputOf = (request: DraftRequest): number =>
    maxInputTokensOf(promptFor(request), request.topic ?? '');
  return {
    maxTokensOf: (request) => (maxInputOf(request) + maxDraftTokens) * maxRequests,
    write: async (request, signal) => {
      const answer = await askForJson(askModel, {
        messages: promptFor(request),
        name: request.type,
        schema: draftShapes[request.type].schema,
        maxInputTokens: maxInputOf(request),
        signal,
      });
      if (answer.kind === 'failed') return answer;
      return { ...readDraft(answer.json, request), tokens: answer.tokens };
    },
  };
};

type Read =
  | Omit<Extract<ModelDraft, { kind: 'draft' }>, 'tokens'>
  | Omit<Extract<ModelDraft, { kind: 'rejected' }>, 'tokens'>;

const readDraft = (given: unknown, { type, page, language }: DraftRequest): Read => {
  if (given === undefined) return { kind: 'rejected', reason: 'malformed' };
  try {
    const { quote, parts } = draftShapes[type].read(given);
    const source = sectionOf(page, [quote, ...(parts.criteria ?? []).map((each) => each.quote)]);
    if (source === undefined) return { kind: 'rejected', reason: 'quote-not-on-page' };
    return { kind: 'draft', item: { ...partsFor(language, parts, source), type, confusable: [], source } };
  } catch (error) {
    if (error instanceof ZodError) return { kind: 'rejected', reason: 'breaks-schema' };
    throw error;
  }
};

/** The part of the page with all quotes; undefined where one is not on the page, or they are far apart. */
const sectionOf = (page: SourcePage, quotes: readonly string[]): ItemSource | undefined => {
  const places = quotes.flatMap((quote) => findQuote(page, quote)?.span ?? []);
  if (places.length < quotes.length) return undefined;
  const start = Math.min(...places.map((place) => place.start));
  const end = Math.max(...places.map((place) => place.end));
  return end - start > maxSectionCharacters ? undefined : sourceOf(page, { start, end });
};

const partsFor = (language: string, parts: DraftParts, source: ItemSource): DraftParts => ({
  ...inNotationOf(language, parts),
  ...(parts.criteria === undefined ? {} : { criteria: withOwnQuotes(parts.criteria, source.quote) }),
});

/** The key of a numeric item is a value; the book's notation decides what the model has written. */
const inNotationOf = (language: string, parts: DraftParts): DraftParts => {
  if (parts.quantity === undefined) return parts;
  const decimalSign = decimalSignOf(language);
  const value = readNumber(plainDigits(String(parts.key)), decimalSign)?.likeliest;
  return {
    ...parts,
    key: value === undefined ? parts.key : keyOfValue(value),
    quantity: { ...parts.quantity, decimalSign },
  };
};
