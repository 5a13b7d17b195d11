import type { ExamItem } from '../exams/ports.ts';
import { pageReferenceOf, roundedTo2 } from '../grading/grade-response.ts';
import { findEvidence } from '../grading/long-answer/find-evidence.ts';
import { sharesOf } from '../grading/mark-by-machine.ts';
import type { CriterionMark, Grader, JudgedCriterion, MachineMark, MarkedExample } from '../grading/ports.ts';
import { isLanguage, isOtherLanguage } from '../grading/short-answer/answer-language.ts';
import { speaksToMarker } from '../grading/short-answer/marker-words.ts';
import { answerWords } from '../grading/words/normalise-answer.ts';
import { pointsOf } from '../item-writing/rubrics/criteria.ts';
import { decideCriteria, type WordsOpinion } from './decide-criteria.ts';
import { decideMark } from './decide-mark.ts';
import type { JudgingOutcome, ModelJudgement, ModelMarker, ModelVerdict } from './ports.ts';
import { judgingRequestOf } from './rubric.ts';

export type JudgedAnswer = {
  readonly item: ExamItem;
  readonly response: string;
  readonly examples: readonly MarkedExample[];
};

type Deps = { readonly grader: Grader; readonly modelMarker: ModelMarker };
type Scored = Pick<MachineMark, 'criteria' | 'feedback'> & { readonly score: number };

/** An answer about which the model says nothing. */
export const withoutVerdict = (outcome: string): JudgingOutcome => ({
  outcome,
  version: null,
  confidence: null,
  criteria: [],
});

/** The mark that a judgement allows, and what became of the answer. */
export const markOf = (
  deps: Deps,
  answer: JudgedAnswer,
  judgement: ModelJudgement,
): JudgingOutcome & { readonly mark?: MachineMark } => {
  if (judgement.kind === 'failed') return withoutVerdict('model-failed');
  if (judgement.kind === 'unusable') return withoutVerdict(judgement.reason);
  const { verdict, version } = judgement;
  const confidence = roundedTo2(verdict.confidence);
  const found = { version, confidence, criteria: judgedCriteriaOf(answer, verdict) };
  const scored =
    answer.item.criteria === undefined ? short(deps, answer, verdict) : long(deps, answer, verdict);
  if ('referral' in scored) return { outcome: scored.referral, ...found };
  const mark: MachineMark = { ...scored, machine: { kind: 'model', version, confidence } };
  return { outcome: 'marked', ...found, mark };
};

const judgedCriteriaOf = (
  { item, response }: JudgedAnswer,
  { criteria, confidence }: ModelVerdict,
): JudgedCriterion[] =>
  judgingRequestOf(item, response).criteria.flatMap((label, at) => {
    const judged = criteria[at];
    if (judged === undefined) return [];
    return {
      label,
      share: judged.score,
      evidence: judged.evidence,
      confidence: judged.confidence ?? confidence,
    };
  });

const short = (
  { grader, modelMarker }: Deps,
  { item, response, examples }: JudgedAnswer,
  verdict: ModelVerdict,
): Scored | { readonly referral: string } => {
  const opinion = grader.judge(item, sharesOf(item, examples))(response);
  const decision = decideMark(verdict, opinion, modelMarker);
  if ('referral' in decision) return decision;
  return {
    score: roundedTo2(decision.share * item.points),
    feedback: grader.feedback(item, { response, share: decision.share }),
  };
};

const long = (
  { modelMarker }: Pick<Deps, 'modelMarker'>,
  { item, response }: JudgedAnswer,
  verdict: ModelVerdict,
): Scored | { readonly referral: string } => {
  const { criteria: rubric = [] } = item;
  const decision = decideCriteria(verdict, opinionOn(item, response), modelMarker);
  if ('referral' in decision) return decision;
  const criteria = rubric.map(({ criterionId, points }, at): CriterionMark => {
    const evidence = verdict.criteria[at]?.evidence.trim();
    const score = points * (decision.shares[at] ?? 0);
    return { criterionId, score, ...(evidence ? { evidence } : {}) };
  });
  const score = pointsOf(criteria.map((each) => ({ points: each.score })));
  return { score, criteria, feedback: pageReferenceOf(item.source) };
};

const opinionOn = (item: ExamItem, response: string): WordsOpinion => {
  const texts = [item.stem, item.source.quote, ...(item.criteria ?? []).map(({ label }) => label)];
  return {
    findings: findEvidence(item, response),
    isKnownLanguage: isLanguage(item.source.quote),
    mayBeRight:
      !speaksToMarker(answerWords(response), new Set(texts.flatMap(answerWords))) &&
      !isOtherLanguage(response),
  };
};
