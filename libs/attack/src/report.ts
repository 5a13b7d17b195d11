import { styleText } from 'node:util';
import type { Fault } from './play.ts';
import type { Bytes, Question } from './requests/exchange.ts';
import type { Attack, Outcome } from './run-attack.ts';
import { families, inShort, type Student, type Trick } from './trick.ts';

const letters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';
const signs = { held: '✓', broken: '✗', nothing: '–' } as const;
const maxShownLength = 160;

type Columns = readonly { readonly trick: Trick; readonly letter: string }[];

const columnsOf = (outcomes: readonly Outcome[]): Columns =>
  families
    .flatMap((family) =>
      [...new Set(outcomes.map(({ trick }) => trick))].filter((one) => one.family === family),
    )
    .map((trick, index) => ({ trick, letter: letters[index] ?? '?' }));

/** The cells of a row, grouped by family. */
const inFamilies = (columns: Columns, cell: (column: Columns[number]) => string): string =>
  families
    .map((family) =>
      columns
        .filter(({ trick }) => trick.family === family)
        .map(cell)
        .join(''),
    )
    .filter((group) => group !== '')
    .join(' ');

const legend = (columns: Columns): readonly string[] =>
  families.flatMap((family) => {
    const own = columns.filter(({ trick }) => trick.family === family);
    return own.map(
      ({ trick, letter }, index) =>
        `${(index === 0 ? family : '').padEnd(14)}${letter}  ${trick.guarantee} (${trick.id})`,
    );
  });

/** A row per operation, a column per trick: ✓ held, ✗ broken, – the trick has no shot for the operation. */
export const tableOf = ({ outcomes }: Attack): string => {
  const columns = columnsOf(outcomes);
  const targets = [...new Set(outcomes.map(({ target }) => target))].toSorted();
  const width = Math.max(...targets.map((target) => target.length)) + 2;
  const row = (target: string): string =>
    inFamilies(columns, ({ trick }) => {
      const outcome = outcomes.find((one) => one.target === target && one.trick === trick);
      return signs[outcome?.state ?? 'nothing'];
    });
  return [
    ...legend(columns),
    '',
    `${''.padEnd(width)}${inFamilies(columns, ({ letter }) => letter)}`,
    ...targets.map((target) => `${target.padEnd(width)}${row(target)}`),
  ].join('\n');
};

const redacted = (text: string, secrets: readonly string[]): string => {
  let shown = text;
  for (const secret of secrets) shown = shown.replaceAll(secret, '•••');
  return shown.length > maxShownLength ? `${shown.slice(0, maxShownLength)}… (${shown.length})` : shown;
};

const requestLines = (question: Question | Bytes): readonly string[] => {
  if ('bytes' in question) return question.bytes.split(/\r?\n/).filter((line) => line !== '');
  const headers = Object.entries(question.headers ?? {}).slice(0, 30);
  const body = question.body === undefined ? [] : [`(body) ${question.body.toString('latin1')}`];
  return [
    `${question.method} ${question.path}`,
    ...headers.flatMap(([name, value]) => [value].flat().map((one) => `${name}: ${one}`)),
    ...body,
  ];
};

const failureOf = ({ trick, target }: Outcome, { shot, answer, says }: Fault, secrets: readonly string[]) =>
  [
    `✗ ${target} · ${trick.id} · ${shot.what}`,
    `  broken:   ${trick.guarantee}`,
    `  because:  ${redacted(says, secrets)}`,
    ...requestLines(shot.question).map((line) => `  sent:     ${redacted(line, secrets)}`),
    `  answered: ${inShort(answer)}, request ${answer.headers['x-request-id'] ?? 'without an id'}`,
    `            ${redacted(answer.text.replaceAll(/\s+/g, ' '), secrets)}`,
  ].join('\n');

/** Every broken expectation, with the request (the student's tokens removed) and the answer. */
export const failuresOf = ({ outcomes }: Attack, students: readonly Student[]): readonly string[] => {
  const secrets = students.flatMap(({ accessToken, refreshToken }) => [
    accessToken,
    refreshToken,
    accessToken.split('.')[2] ?? accessToken,
  ]);
  return outcomes
    .filter(({ state }) => state === 'broken')
    .flatMap((outcome) => {
      const { trick, target, interrupted, faults } = outcome;
      const unfinished =
        interrupted === undefined
          ? []
          : [`✗ ${target} · ${trick.id}\n  broken:   ${trick.guarantee}\n  because:  ${interrupted}`];
      return [...unfinished, ...faults.map((fault) => failureOf(outcome, fault, secrets))];
    });
};

/** The numbers of held and broken guarantees. */
export const totalsOf = ({ outcomes }: Attack): { readonly held: number; readonly broken: number } => ({
  held: outcomes.filter(({ state }) => state === 'held').length,
  broken: outcomes.filter(({ state }) => state === 'broken').length,
});

/** The report as JSON. */
export const jsonOf = (attack: Attack, students: readonly Student[]): string =>
  JSON.stringify(
    {
      ...totalsOf(attack),
      requests: attack.asked,
      outcomes: attack.outcomes.map((outcome) => ({
        operation: outcome.target,
        trick: outcome.trick.id,
        family: outcome.trick.family,
        guarantee: outcome.trick.guarantee,
        state: outcome.state,
        failures: failuresOf({ outcomes: [outcome], asked: 0 }, students),
      })),
    },
    undefined,
    2,
  );

/** The last line of the report. */
export const totalsLine = (attack: Attack, seconds: number): string => {
  const { held, broken } = totalsOf(attack);
  const line = `${held} guarantees held, ${broken} broken (${attack.asked} requests in ${seconds.toFixed(0)} s)`;
  return styleText(broken === 0 ? 'green' : 'red', line, { stream: process.stdout });
};
