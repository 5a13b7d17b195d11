import { setTimeout as sleep } from 'node:timers/promises';
import type { Operation } from '@ai-teacher/contracts/operation.ts';
import type { School } from './foreign-school.ts';
import { type Ask, type Fault, plainAnswerOf, playTrick } from './play.ts';
import type { Answer } from './requests/exchange.ts';
import type { Sender } from './requests/sender.ts';
import { nameOf, targetOf } from './target.ts';
import type { PlainAnswer, PublicKey, Student, Trick } from './trick.ts';

/** The result of one trick on one operation. */
export type Outcome = {
  readonly trick: Trick;
  readonly target: string;
  /** `held`: every answer met its expectation; `nothing`: the trick has no shot for this operation. */
  readonly state: 'held' | 'broken' | 'nothing';
  readonly faults: readonly Fault[];
  /** The reason why the trick did not finish. */
  readonly interrupted?: string;
};

export type AttackPlan = {
  readonly sender: Sender;
  /** One student is enough. With several, each reaches the request limit later. */
  readonly students: readonly [Student, ...Student[]];
  readonly publishedKeys: readonly PublicKey[];
  /** The class that the family `foreign-class` attacks. Without one, the family has nothing to play. */
  readonly school?: School;
  readonly targets: readonly (Operation | undefined)[];
  readonly tricks: readonly Trick[];
  /** Source address per request, for tests that would reach the limit of one address. */
  readonly addressOf?: () => string;
  readonly maxSeconds?: number;
  readonly workers?: number;
  readonly onProgress?: (progress: Progress) => void;
};

export type Progress = {
  readonly done: number;
  readonly all: number;
  /** Requests answered so far. */
  readonly asked: number;
  /** Seconds that a worker waits because a limit or an overload refused it; 0 when none waits. */
  readonly waitsSeconds: number;
};

export type Attack = { readonly outcomes: readonly Outcome[]; readonly asked: number };

/**
 * A 429 and an overload are refusals before any work and no answer to the trick. Their Retry-After gives the
 * seconds to wait.
 */
const secondsToWait = ({ status, headers, problem }: Answer): number | undefined =>
  status === 429 || problem?.code === 'overloaded'
    ? // A date instead of seconds is no number.
      Math.max(1, Number(headers['retry-after']) || 1)
    : undefined;

type Cell = { readonly trick: Trick; readonly op: Operation | undefined; readonly student: Student };

/** Cells in the order of tricks, so that concurrent workers rarely reach one operation's own limit. */
const cellsOf = ({ tricks, targets, students }: AttackPlan): readonly Cell[] =>
  tricks
    .flatMap((trick) => targets.filter((op) => trick.aims(op)).map((op) => ({ trick, op })))
    .map((cell, index) => ({ ...cell, student: students[index % students.length] ?? students[0] }));

/**
 * Plays every trick on every operation that it aims at. After a 429 or an overload it waits, so only a real
 * answer counts as held.
 *
 * @returns an outcome for each trick and operation; a trick that did not finish within `maxSeconds` (600) is
 *   broken.
 */
export const runAttack = async (plan: AttackPlan): Promise<Attack> => {
  const { sender, onProgress, addressOf, maxSeconds = 600, workers = 6 } = plan;
  const cells = cellsOf(plan);
  const endsAt = performance.now() + maxSeconds * 1_000;
  const outcomes: Outcome[] = [];
  let asked = 0;
  const report = (waitsSeconds = 0) =>
    onProgress?.({ done: outcomes.length, all: cells.length, asked, waitsSeconds });

  const askFrom =
    (from: string | undefined): Ask =>
    async (question) => {
      for (;;) {
        const answer = await sender.send(question, from);
        asked += 1;
        const seconds = secondsToWait(answer);
        if (seconds === undefined) return answer;
        if (performance.now() + seconds * 1_000 > endsAt)
          throw new Error('the time ran out during a wait for the limit');
        report(seconds);
        await sleep(seconds * 1_000);
      }
    };

  const plainAnswers = new Map<string, PlainAnswer>();
  const play = async ({ trick, op, student }: Cell): Promise<Outcome> => {
    const target = targetOf(op, { student, publishedKeys: plan.publishedKeys, school: plan.school });
    const name = nameOf(op);
    const ask = askFrom(addressOf?.());
    const plain = plainAnswers.get(name) ?? plainAnswerOf(target, ask);
    plainAnswers.set(name, plain);
    const outcome = { trick, target: name };
    try {
      const faults = await playTrick(trick, target, { ask, plain });
      if (faults === undefined) return { ...outcome, state: 'nothing', faults: [] };
      return { ...outcome, state: faults.length === 0 ? 'held' : 'broken', faults };
    } catch (fault) {
      const interrupted = fault instanceof Error ? fault.message : String(fault);
      return { ...outcome, state: 'broken', faults: [], interrupted };
    }
  };

  const waiting = cells.values();
  const work = async (): Promise<void> => {
    for (const cell of waiting) {
      outcomes.push(await play(cell));
      report();
    }
  };
  await Promise.all(Array.from({ length: workers }, work));
  return { outcomes, asked };
};
