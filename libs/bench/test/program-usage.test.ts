import { execFile } from 'node:child_process';
import path from 'node:path';
import { repositoryRoot } from '@ai-teacher/local-mesh/state/state-directory.ts';
import { describe, expect, it } from '@jest/globals';

const ended = (program: string, args: readonly string[]) =>
  new Promise<{ readonly code: unknown; readonly output: string }>((resolve) => {
    execFile(
      process.execPath,
      ['--disable-warning=ExperimentalWarning', path.join(repositoryRoot, program), ...args],
      (error, _stdout, stderr) => resolve({ code: error === null ? 0 : error.code, output: stderr }),
    );
  });

describe('a bench or train program', () => {
  it.each([
    ['services/rag/bench/retrieval.ts', []],
    ['services/rag/bench/glossary-questions.ts', []],
    ['services/exam/bench/items.ts', []],
    ['services/exam/bench/grading.ts', []],
    ['services/exam/bench/train-grader.ts', []],
    ['services/chat/bench/train-answerability.ts', []],
    ['services/chat/bench/answers.ts', ['--unknown']],
    ['services/rag/bench/reading.ts', ['--unknown']],
    ['services/user/bench/academics.ts', ['--unknown']],
  ])('%s ends with code 2 and one line of usage without its arguments: %j', async (program, args) => {
    const { code, output } = await ended(program, args);
    expect(output).toMatch(/^usage: .+\n$/u);
    expect(code).toBe(2);
  });
});
