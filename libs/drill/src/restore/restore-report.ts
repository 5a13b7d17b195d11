import { countsOf } from '../ledger.ts';
import type { RestoreOutcome } from './restore-drill.ts';

const rate = (seconds: number, bytes: number): string => (seconds / 60 / (bytes / 1e9)).toFixed(1);

/** The report of a restore in Markdown. */
export const restoreReportOf = ({
  manifest,
  restoreSeconds,
  rebuildSeconds,
  expected,
  findings,
}: RestoreOutcome): string => {
  const bytes = manifest.databases.reduce((sum, { databaseBytes }) => sum + databaseBytes, 0);
  const files = manifest.databases.reduce((sum, { fileBytes }) => sum + fileBytes, 0);
  const row = (name: string, seconds: number) =>
    `| ${name} | ${seconds.toFixed(1)} | ${rate(seconds, bytes)} |`;
  const list = findings.length === 0 ? ['None.'] : findings.map(({ text }) => `- ${text}`);
  return [
    `# Restore: ${(bytes / 1e6).toFixed(0)} MB of databases, ${(files / 1e6).toFixed(0)} MB of backup`,
    '',
    `The snapshots of the six databases were ${manifest.snapshotMilliseconds.toFixed(0)} ms apart.`,
    '',
    '| step | seconds | minutes per GB |',
    '| --- | ---: | ---: |',
    row('dump', manifest.seconds),
    row('restore', restoreSeconds),
    row('rebuild of the index', rebuildSeconds),
    '',
    '| acknowledged before the dump | count |',
    '| --- | ---: |',
    ...Object.entries(countsOf(expected)).map(([kind, count]) => `| ${kind} | ${count} |`),
    '',
    '## Lost, doubled or changed',
    '',
    ...list,
    '',
  ].join('\n');
};
