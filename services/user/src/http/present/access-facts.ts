import type { FactDigest, FactPage } from '@ai-teacher/access/domain/fact-source.ts';
import type { explainAccess } from '@ai-teacher/contracts/access/explain.ts';
import type { listFacts, readFactDigests } from '@ai-teacher/contracts/access/fact-exchange.ts';
import type { AnswerOf } from '@ai-teacher/contracts/operation.ts';
import type { AccessExplanation } from '../../domain/access-explanation/ports.ts';
import { wordExplanation } from '../../domain/access-explanation/word-explanation.ts';

export const presentDigests = (digests: readonly FactDigest[]): AnswerOf<typeof readFactDigests> => ({
  items: [...digests],
});

export const presentFacts = ({ items, next }: FactPage): AnswerOf<typeof listFacts> => ({
  items: [...items],
  next,
});

export const presentExplanation = (explanation: AccessExplanation): AnswerOf<typeof explainAccess> => {
  const { resource, personId, decision, since, place, overruled, carriedBy } = explanation;
  const { enrolment } = decision;
  return {
    resource: `${resource.kind}:${resource.id}`,
    personId,
    verdict: decision.allowed ? 'allowed' : 'denied',
    rule: decision.rule,
    sentence: wordExplanation(explanation),
    since: since?.toISOString() ?? null,
    place,
    overruled,
    enrolment:
      enrolment === null || carriedBy === null
        ? null
        : {
            id: enrolment.enrolmentId,
            classId: enrolment.classId,
            classTitle: carriedBy.name ?? '',
            role: enrolment.role,
          },
  };
};
