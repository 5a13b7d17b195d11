import { setTimeout as sleep } from 'node:timers/promises';
import type { Operation } from '@ai-teacher/contracts/operation.ts';
import { type Ask, type Fault, plainAnswerOf, playTrick } from './play.ts';
import type { Answer } from './requests/exchange.ts';
import type { Sender } from './requests/sender.ts';
import { nameOf, targetOf } from './target.ts';
import type { PlainAnswer, PublicKey, Student, Trick } from './trick.ts';

/** What came of one trick on one operation. */
export type Outcome = {
  readonly trick: Trick;
  readonly target: string;
  /** `held`: every shot was answered as it must be; `nothing`: the trick has no shot for this operation. */
  readonly state: 'held' | 'broken' | 'nothing';
  readonly faults: readonly Fault[];
  /** Why it could not be played to its end. */
  readonly interrupted?: string;
};

export type AttackPlan = {
  readonly sender: Sender;
  /** One is enough; with several the limit of each is met later. */
  readonly students: readonly [Student, ...Student[]];
  readonly publishedKeys: readonly PublicKey[];
  readonly targets: readonly (Operation | undefined)[];
  readonly tricks: readonly Trick[];
  /** Address to send from, for a test that would otherwise meet the limit of this machine's. */
  readonly addressOf?: () => string;
  readonly longestSeconds?: number;
  readonly lanes?: number;
  readonly onProgress?: (progress: Progress) => void;
};

export type Progress = {
  readonly done: number;
  readonly all: number;
  /** Requests answered until now. */
  readonly asked: number;
  /** Seconds that one lane waits now because the gateway said so; 0 when none does. */
  readonly waitsSeconds: number;
};

export type Attack = { readonly outcomes: readonly Outcome[]; readonly asked: number };

/** The gateway's limit, not an answer to the trick: it says when to come back. */
const secondsToWait = ({ status, headers }: Answer): number | undefined =>
  status === 429 ? Math.max(1, Number(headers['retry-after'] ?? 1)) : undefined;

type Cell = { readonly trick: Trick; readonly op: Operation | undefined; readonly student: Student };

/** By trick, so that one operation's own limit is not met by many lanes at once; each cell has its student. */
const cellsOf = ({ tricks, targets, students }: AttackPlan): readonly Cell[] =>
  tricks
    .flatMap((trick) => targets.filter((op) => trick.aims(op)).map((op) => ({ trick, op })))
    .map((cell, index) => ({ ...cell, student: students[index % students.length] ?? students[0] }));

/**
 * Plays every trick on every operation that it aims at, and waits where the gateway says when to come back: only what
 * was really answered counts as held.
 *
 * @returns an outcome for each trick and operation; what was not finished within `longestSeconds` (600) is broken.
 */
export const runAttack = async (plan: AttackPlan): Promise<Attack> => {
  const { sender, onProgress, addressOf, longestSeconds = 600, lanes = 6 } = plan;
  const cells = cellsOf(plan);
  const endsAt = performance.now() + longestSeconds * 1_000;
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
        if (performance.now() + seconds * 1_000 > endsAt) throw new Error('there was no time left to wait');
        report(seconds);
        await sleep(seconds * 1_000);
      }
    };

  const plainAnswers = new Map<string, PlainAnswer>();
  const play = async ({ trick, op, student }: Cell): Promise<Outcome> => {
    const target = targetOf(op, { student, publishedKeys: plan.publishedKeys });
    const name = nameOf(op);
    const ask = askFrom(addressOf?.());
    const plain = plainAnswers.get(name) ?? plainAnswerOf(target, ask);
    plainAnswers.set(name, plain);
    const none = trick.shots(target).length === 0;
    const outcome = { trick, target: name };
    if (none) return { ...outcome, state: 'nothing', faults: [] };
    try {
      const faults = await playTrick(trick, target, { ask, plain });
      return { ...outcome, state: faults.length === 0 ? 'held' : 'broken', faults };
    } catch (fault) {
      const interrupted = fault instanceof Error ? fault.message : String(fault);
      return { ...outcome, state: 'broken', faults: [], interrupted };
    }
  };

  const waiting = cells.values();
  const lane = async (): Promise<void> => {
    for (const cell of waiting) {
      outcomes.push(await play(cell));
      report();
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return { outcomes, asked };
};
