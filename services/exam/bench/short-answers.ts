/**
 * Measures the short-answer rules on answers marked by people: the share that the rules decide, and the share
 * of these on which people agree. Reads SemEval-2013 task 7 files (2-way) from the folder in the argument.
 * Compares each answer with every reference answer.
 *
 *   node services/exam/bench/short-answers.ts <folder with .xml files>
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gradeShortAnswer } from '../src/domain/grading/grade-short-answer.ts';

const folder = process.argv[2];
if (folder === undefined) {
  process.stderr.write('usage: node services/exam/bench/short-answers.ts <folder with .xml files>\n');
  process.exit(64);
}

const plain = (text: string): string =>
  text.replaceAll('&apos;', "'").replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&amp;', '&');
const textsIn = (xml: string, tag: string): { attributes: string; text: string }[] =>
  [...xml.matchAll(new RegExp(`<${tag}\\b([^>]*)>([^<]*)</${tag}>`, 'g'))].map(
    ([, attributes = '', text = '']) => ({
      attributes,
      text: plain(text),
    }),
  );

const counts = { answers: 0, empty: 0, accepted: 0, acceptedByPeople: 0 };
for (const name of readdirSync(folder).filter((file) => file.endsWith('.xml'))) {
  const xml = readFileSync(join(folder, name), 'utf8');
  const stem = textsIn(xml, 'questionText')[0]?.text ?? '';
  const references = textsIn(xml, 'referenceAnswer').map(({ text }) => text);
  for (const { attributes, text } of textsIn(xml, 'studentAnswer')) {
    const verdicts = references.map((key) => gradeShortAnswer(text, { stem, key }));
    const accepted = verdicts.some((verdict) => verdict.decided && verdict.share === 1);
    counts.answers += 1;
    if (accepted) counts.accepted += 1;
    else if (verdicts.every((verdict) => verdict.decided)) counts.empty += 1;
    if (accepted && attributes.includes('accuracy="correct"')) counts.acceptedByPeople += 1;
  }
}
const share = (part: number, whole: number): string =>
  whole === 0 ? '–' : `${((100 * part) / whole).toFixed(1)} %`;
process.stdout.write(
  `${counts.answers} answers: ${share(counts.accepted, counts.answers)} accepted, of which people accept ` +
    `${share(counts.acceptedByPeople, counts.accepted)}; ${share(counts.empty, counts.answers)} empty; ` +
    `${share(counts.answers - counts.accepted - counts.empty, counts.answers)} left to the teacher.\n`,
);
