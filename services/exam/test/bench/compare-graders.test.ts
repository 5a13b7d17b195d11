import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type OpenAiStub, startOpenAiStub } from '@ai-teacher/test-kit/stand-ins/openai-stub.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ComparedAnswer } from '../../bench/grading/compare-graders.ts';
import { compareWithServer } from '../../bench/grading/compare-with-server.ts';
import { comparisonFigures, justifiedFrom } from '../../bench/grading/comparison-figures.ts';
import { markedItems } from '../domain/grading/marked-answers.ts';

let server: OpenAiStub;
let folder: string;
const truth = new Map<string, boolean>();

beforeAll(async () => {
  server = await startOpenAiStub();
  folder = await mkdtemp(join(tmpdir(), 'test-answers-'));
  for (const [number, { stem, keys, answers }] of markedItems.entries()) {
    for (const { response, isRight } of answers) truth.set(response.trim(), isRight);
    const rows = answers.map(
      ({ response, isRight }) =>
        `<studentAnswer accuracy="${isRight ? 'correct' : 'incorrect'}">${response}</studentAnswer>`,
    );
    const xml = `<question><questionText>${stem}</questionText>${keys
      .map((key) => `<referenceAnswer>${key}</referenceAnswer>`)
      .join('')}${rows.join('')}</question>`;
    await writeFile(join(folder, `W-${number}.xml`), xml);
  }
});
afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

/** A model that judges each answer by its own rule. */
const scripted = (isRight: (answer: string) => boolean) =>
  server.script({
    steps: [
      {
        text: () => {
          const { answer, criteria } = JSON.parse(server.requests.at(-1)?.body.messages[1]?.content ?? '{}');
          const score = isRight(answer) ? 1 : 0;
          const evidence = score === 1 ? answer : '';
          const judged = criteria.map(() => ({ score, evidence }));
          return JSON.stringify({ criteria: judged, confidence: 0.92 });
        },
      },
    ],
    usage: { prompt_tokens: 400, completion_tokens: 30 },
  });
const compare = () =>
  compareWithServer({ test: folder }, { url: server.url, model: 'some-model', limit: 500 });
const rowOf = (report: string, name: string, confidence: string) =>
  report.split('\n').find((line) => line.startsWith(`| ${name} | ${confidence} |`));

describe('the comparison of graders', () => {
  it('the comparison prints shares, precision, macro-F1, tokens and time of a model that is always right', async () => {
    scripted((answer) => truth.get(answer) ?? false);
    const report = await compare();
    const total = [...markedItems].flatMap(({ answers }) => answers).length;
    expect(report).toContain(`${total} answers`);
    expect(rowOf(report, 'language model alone', '0.9')).toMatch(
      /\| 100\.0 % \| 100\.0 % of \d+ .*\| 1\.000 \|$/,
    );
    expect(rowOf(report, 'language model alone', '0.95')).toMatch(/\| 0\.0 % \| – \| – \|/);
    expect(report).toMatch(
      /430 tokens and \d+\.\d\d s an answer; 0 judgements could not be used, 0 requests failed/,
    );
    expect(report).toContain('These figures do not justify marks of this model.');
  });

  it('the comparison shows that a model that accepts everything marks wrongly alone, and less beside the weights', async () => {
    scripted(() => true);
    const report = await compare();
    const precisionIn = (row: string | undefined) => Number(/\| (\d+\.\d) % of \d+/.exec(row ?? '')?.[1]);
    const alone = precisionIn(rowOf(report, 'language model alone', '0.9'));
    const beside = precisionIn(rowOf(report, 'language model beside the trained grader', '0.9'));
    expect(alone).toBeLessThan(70);
    expect(beside).toBeGreaterThan(alone);
  });

  it('the comparison counts judgements that cannot be used as unmarked', async () => {
    server.script({
      steps: [{ text: 'The student is right.' }],
      usage: { prompt_tokens: 1, completion_tokens: 1 },
    });
    const report = await compare();
    expect(report).toMatch(/(\d+) answers[\s\S]*; \1 judgements could not be used/);
    expect(rowOf(report, 'language model alone', '0.5')).toMatch(/\| 0\.0 % \| – \| – \|/);
  });
});

describe('justifiedFrom', () => {
  const answers = (
    count: number,
    given: { isRight: boolean; saysRight: boolean; confidence: number },
  ): ComparedAnswer[] =>
    Array.from({ length: count }, () => ({
      isRight: given.isRight,
      offline: {
        share: null,
        certainty: 0.7,
        isSure: false,
        likelyShare: given.saysRight ? 1 : 0,
        mayBeRight: true,
      },
      judgement: {
        kind: 'judged',
        version: 'x',
        tokens: 1,
        verdict: {
          criteria: [{ score: given.saysRight ? 1 : 0, evidence: 'words' }],
          confidence: given.confidence,
        },
      },
      milliseconds: 1,
    }));
  const sure = [
    ...answers(200, { isRight: true, saysRight: true, confidence: 0.95 }),
    ...answers(200, { isRight: false, saysRight: false, confidence: 0.95 }),
  ];

  it('justifiedFrom names the least confidence at which both verdicts are precise', () => {
    const unsure = answers(40, { isRight: false, saysRight: true, confidence: 0.75 });
    expect(justifiedFrom(comparisonFigures([...sure, ...unsure]))).toBe(0.8);
  });

  it('justifiedFrom names none when one of the verdicts is imprecise or too rare to know', () => {
    const faults = answers(30, { isRight: false, saysRight: true, confidence: 1 });
    expect(justifiedFrom(comparisonFigures([...sure, ...faults]))).toBeNull();
    expect(justifiedFrom(comparisonFigures([...sure.slice(0, 5), ...sure.slice(-5)]))).toBeNull();
  });
});
