import type { FactDigest, FactPage } from '@ai-teacher/access/domain/fact-source.ts';
import type { listFacts, readFactDigests } from '@ai-teacher/contracts/access/fact-exchange.ts';
import type { AnswerOf } from '@ai-teacher/contracts/operation.ts';

export const presentDigests = (digests: readonly FactDigest[]): AnswerOf<typeof readFactDigests> => ({
  items: [...digests],
});

export const presentFacts = ({ items, next }: FactPage): AnswerOf<typeof listFacts> => ({
  items: [...items],
  next,
});
