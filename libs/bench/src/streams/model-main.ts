/**
 * A model server as a process: the scripted server of the tests, whose words carry their number and the time
 * of their sending. Prints its URL, and ends when its input ends.
 */
import { type StreamStep, startOpenAiStub } from '@ai-teacher/test-kit/stand-ins/openai-stub.ts';
import { answerWords, wordMilliseconds } from './answer-length.ts';
import { preciseNow, writeWord } from './numbered-words.ts';

const steps = Array.from({ length: answerWords }, (_, index): StreamStep[] => [
  { text: () => `${writeWord(index + 1, preciseNow())} ` },
  { pauseMilliseconds: wordMilliseconds },
]).flat();

const { url } = await startOpenAiStub({ steps });
process.stdout.write(`${url}\n`);
process.stdin.resume().once('end', () => process.exit(0));
