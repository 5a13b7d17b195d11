import { partOf } from '@ai-teacher/local-mesh/plan/replicas.ts';
import type { Finding } from '../finding.ts';
import { countsOf, type Failure } from '../ledger.ts';
import type { DoneHarm } from '../mesh/do-harm.ts';
import type { DrillOutcome } from '../run-drill.ts';
import { noticedMilliseconds, unexplainedFailures } from '../windows.ts';

/** The findings of a drill. The drill passes when all lists are empty. */
export type Verdict = {
  /** Lost, doubled or changed writes, stuck work, people who had to stop. */
  readonly findings: readonly string[];
  /** Failed requests that no harm explains. */
  readonly unexplained: readonly string[];
};

export const verdictOf = ({
  findings,
  ledger,
  harms,
  logged,
}: Pick<DrillOutcome, 'findings' | 'ledger' | 'harms' | 'logged'>): Verdict => ({
  findings: findings.map(({ text }) => text),
  unexplained: unexplainedFailures(ledger.failures, harms).map((failure) =>
    [describe(failure, harms), ...(logged.get(failure.requestId) ?? [])].join('\n  '),
  ),
});

const describe = (failure: Failure, harms: readonly DoneHarm[]): string => {
  const { operation, outcome, code, requestId, beganAt, endedAt } = failure;
  const [first] = [...harms].sort((a, b) => a.beganAt - b.beganAt);
  const after = (time: number) => `${seconds(time - (first?.beganAt ?? 0))} s`;
  const times = `from ${after(beganAt)} to ${after(endedAt)} after the first failure`;
  return `${operation} → ${outcome} ${code}, request ${requestId}, ${times}`;
};

const seconds = (milliseconds: number): string => (milliseconds / 1_000).toFixed(1);

const table = (head: readonly string[], rows: readonly (readonly (string | number)[])[]): string[] => [
  `| ${head.join(' | ')} |`,
  `|${head.map((_, column) => (column === 0 ? ' --- ' : ' ---: ')).join('|')}|`,
  ...rows.map((row) => `| ${row.join(' | ')} |`),
];

const middle = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

const kindsOfHarm: readonly DoneHarm['kind'][] = ['kill', 'stop', 'freeze', 'slow', 'reset'];

const harmRows = ({ harms, ledger }: DrillOutcome): (string | number)[][] => {
  const groups = Map.groupBy(harms, ({ process }) => partOf(process));
  return [...groups].sort().map(([name, group]) => {
    const counts = kindsOfHarm.map((wanted) => group.filter(({ kind }) => kind === wanted).length);
    const healthy = group.map(({ beganAt, healthyAt }: DoneHarm) => healthyAt - beganAt);
    const noticed = group.map((harm) => noticedMilliseconds(harm, ledger.failures));
    const all = [middle(healthy), Math.max(...healthy), middle(noticed), Math.max(...noticed)];
    return [name, ...counts.map((count) => count || '–'), ...all.map(seconds)];
  });
};

const writeRows = ({ ledger, findings }: DrillOutcome): (string | number)[][] => {
  const found = (kind: string, harm: Finding['harm']) =>
    findings.filter((finding) => finding.kind === kind && finding.harm === harm).length;
  return Object.entries(countsOf(ledger)).map(([kind, count]) => [
    ...[kind, count],
    ...(['lost', 'twice', 'changed', 'stuck'] as const).map((harm) => found(kind, harm)),
  ]);
};

/** The report of a drill in Markdown. */
export const reportOf = (outcome: DrillOutcome): string => {
  const { options, ledger, harms } = outcome;
  const { findings, unexplained } = verdictOf(outcome);
  const answered = [...ledger.answered.values()].reduce((sum, count) => sum + count, 0);
  const byOutcome = Map.groupBy(ledger.failures, ({ outcome: status, code }) =>
    typeof status === 'number' ? `${status} ${code}` : status,
  );
  const list = (entries: readonly string[]) =>
    entries.length === 0 ? ['None.'] : entries.map((entry) => `- ${entry}`);
  return [
    `# Drill: ${harms.length} failures in ${options.seconds} s, seed ${options.seed}`,
    '',
    `Repeat it: \`npm run drill -- --seed ${options.seed} --harms ${options.harms} --seconds ${options.seconds} --students ${options.students}\`.`,
    `${answered} requests were answered, ${ledger.failures.length} failed and were repeated.`,
    '',
    '## Acknowledged writes',
    '',
    ...table(['kind', 'acknowledged', 'lost', 'twice', 'changed', 'stuck'], writeRows(outcome)),
    '',
    '## Lost, doubled or changed writes, and stuck work',
    '',
    ...list(findings),
    '',
    '## Failures that no harm explains',
    '',
    ...list(unexplained),
    '',
    '## Recovery in seconds',
    '',
    '*Healthy*: until the process was healthy again. *Noticed*: until the last request that failed because of it.',
    'Harms overlap, so a request can count for several of them.',
    '',
    ...table(
      ['part', ...kindsOfHarm, 'healthy, median', 'healthy, max', 'noticed, median', 'noticed, max'],
      harmRows(outcome),
    ),
    '',
    '## Failed requests',
    '',
    ...table(
      ['outcome', 'times'],
      [...byOutcome].map(([name, failures]): [string, number] => [name, failures.length]),
    ),
    '',
  ].join('\n');
};
