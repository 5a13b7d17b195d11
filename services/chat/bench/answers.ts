/**
 * `npm run bench answers`: how often the writer without a model answers, answers correctly, and declines
 * when it should; how many framed questions it answers like the bare question; and whether a session makes
 * an answer worse.
 *
 *   npm run bench answers -- [--squad FILE [--distractors FILE]] [--xquad FILE …]
 *
 * A file has the format of SQuAD (articles → paragraphs → questions; version 2 marks impossible questions)
 * or of XQuAD. Articles with an even position tuned the constants; the figures of the articles with an odd
 * position count. A question is off topic when the index lacks its article: the distractors, or without them
 * the other half of the file. The frames, the sessions and the questions about the project's own books need
 * no file.
 */
import { readProgramOptions } from '@ai-teacher/bench/program-options.ts';
import { readable } from '@ai-teacher/language/quotes.ts';
import { bareQuestion } from '../src/domain/evidence/bare-question.ts';
import { selectSupport } from '../src/domain/evidence/support/select-support.ts';
import { readDataset, toPassage } from './dataset.ts';
import {
  framedQuestions,
  isAnswered,
  isDeclined,
  restrictingQuestions,
  spokenQuestions,
  tunedQuestions,
  unseenQuestions,
} from './frames.ts';
import { askOwnQuestions, type Outcome, tallyOf } from './questions.ts';
import { type Paragraph, rankedParagraphs } from './ranked-paragraphs.ts';
import { measureSessions } from './sessions.ts';

const depth = 8;

const share = (rows: readonly boolean[]): string => {
  return rows.length === 0 ? '-' : `${((100 * rows.filter(Boolean).length) / rows.length).toFixed(1)} %`;
};

const answerOf = (question: string, found: readonly Paragraph[]) =>
  selectSupport(bareQuestion(question), found.map(toPassage));

const measureFile = (path: string, distractorPath?: string): void => {
  const { paragraphs, asked } = readDataset(path);
  const distractors = distractorPath === undefined ? undefined : readDataset(distractorPath).paragraphs;
  const whole = rankedParagraphs([...paragraphs, ...(distractors ?? [])]);
  const foreign = [0, 1].map((half) =>
    rankedParagraphs(distractors ?? paragraphs.filter((paragraph) => paragraph.half !== half)),
  );
  const started = performance.now();
  for (const held of [false, true]) {
    const answered: boolean[] = [];
    const right: boolean[] = [];
    const impossible: boolean[] = [];
    const offTopic: boolean[] = [];
    let quotes = 0;
    let quoted = 0;
    let characters = 0;
    for (const entry of asked.filter((one) => one.held === held)) {
      const support = answerOf(entry.question, whole(bareQuestion(entry.question), depth));
      quotes += support.quotes.length;
      quoted += support.supported ? 1 : 0;
      characters += support.quotes.reduce((sum, { quote }) => sum + quote.length, 0);
      if (entry.impossible) impossible.push(!support.supported);
      else answered.push(support.supported);
      if (!entry.impossible && support.supported)
        right.push(
          entry.answers.some((text) => support.quotes.some(({ quote }) => quote.includes(readable(text)))),
        );
      const elsewhere = foreign[entry.half]?.(bareQuestion(entry.question), depth) ?? [];
      offTopic.push(!answerOf(entry.question, elsewhere).supported);
    }
    console.log(path, held ? 'held-out articles' : 'tuning articles', {
      'answerable: answered': `${share(answered)} of ${answered.length}`,
      'answered: a quote holds the gold answer': share(right),
      'quotes of an answer': (quotes / Math.max(1, quoted)).toFixed(2),
      'characters of an answer': Math.round(characters / Math.max(1, quoted)),
      'impossible (adversarial): declined': `${share(impossible)} of ${impossible.length}`,
      'off topic: declined': `${share(offTopic)} of ${offTopic.length}`,
    });
  }
  console.log(`${((performance.now() - started) / asked.length / 2).toFixed(1)} ms per question`);
};

const values = readProgramOptions(
  {
    squad: { type: 'string' },
    distractors: { type: 'string' },
    xquad: { type: 'string', multiple: true, default: [] },
  },
  'npm run bench answers -- [--squad FILE [--distractors FILE]] [--xquad FILE …]',
);
const framed = framedQuestions();
console.log(
  'frames: the sentence that answers the bare question',
  `${share(framed.map(isAnswered))} of ${framed.length}`,
);
const tuned = tunedQuestions();
console.log('further frames that tuned the rules', `${share(tuned.map(isAnswered))} of ${tuned.length}`);
const unseen = unseenQuestions();
console.log('frames of another author, held out', `${share(unseen.map(isAnswered))} of ${unseen.length}`);
for (const half of ['tuning', 'apart'] as const) {
  const spoken = spokenQuestions(half);
  console.log('frames of chats', half, `${share(spoken.map(isAnswered))} of ${spoken.length}`);
}
const restricting = restrictingQuestions();
console.log(
  'questions with a condition or an attribute: declined',
  `${share(restricting.map(isDeclined))} of ${restricting.length}`,
);
const own = askOwnQuestions();
for (const language of new Set(own.map((outcome) => outcome.language))) {
  const of = (kind: Outcome['kind']) => {
    const { right, all } = tallyOf(own, kind, language);
    return `${right} of ${all}`;
  };
  console.log(`own questions, ${language}`, {
    'answered by the right sentence first': of('answered'),
    'off topic: declined': of('offTopic'),
    'adversarial: declined': of('adversarial'),
  });
}
const pairs = await measureSessions();
console.log('sessions: the same first quote as alone', `${share(pairs)} of ${pairs.length} pairs`);
if (values.squad !== undefined) measureFile(values.squad, values.distractors);
for (const path of values.xquad) measureFile(path);
// An explicit exit, because the channel to the bootstrap script would keep this process alive.
process.exit(0);
