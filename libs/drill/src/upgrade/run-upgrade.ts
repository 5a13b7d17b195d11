import { mkdtemp, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { storingServices } from '@ai-teacher/contracts/values.ts';
import { repositoryRoot } from '@ai-teacher/local-mesh/state/state-directory.ts';
import { runChecks } from '../checks/checks.ts';
import { countsOf, type Ledger, newLedger } from '../ledger.ts';
import { readLogsOf } from '../logs-of-failures.ts';
import { type DrillMesh, startDrillMesh } from '../mesh/drill-mesh.ts';
import { inMesh } from '../mesh/in-mesh.ts';
import { openSchool, peopleOf, playSchool } from '../people/open-school.ts';
import { type Verdict, verdictOf } from '../report/report.ts';
import { stopDrillOnSignals } from '../report/stop-drill.ts';
import { writeReport } from '../report/write-report.ts';
import { unexplainedFailures } from '../windows.ts';
import {
  findPreviousReleases,
  firstThatStarts,
  migrateBy,
  type Release,
  unpackRelease,
} from './previous-release.ts';

const patienceMilliseconds = 120_000;
const shipped = { students: 4, secondsPerStep: 30 };
const quick = { students: 2, secondsPerStep: 10 };

/**
 * `npm run drill -- --upgrade [--quick] [--from REF]`: starts the previous release, lets a school work,
 * migrates all databases, lets the school work on the new schema, then replaces each process by the new
 * version. A failed request is a finding: an upgrade has no window of failures.
 */
export const runUpgrade = async (
  output: (line: string) => void,
  { isQuick, from }: { readonly isQuick: boolean; readonly from: string | undefined },
): Promise<void> => {
  const { own, progress, print } = stopDrillOnSignals('upgrade', output);
  const { students: studentCount, secondsPerStep } = isQuick ? quick : shipped;
  const folder = await mkdtemp(path.join(tmpdir(), 'ai-teacher-upgrade-'));
  const releases = await findPreviousReleases(from);
  const replaced = new Set<string>();
  const { release, started } = await firstThatStarts(
    releases,
    async (candidate) => {
      const files = path.join(folder, candidate.commit);
      const previous = path.join(files, 'previous');
      print(`Previous release: ${candidate.commit} (${candidate.reason}). The logs of this drill: ${files}`);
      await unpackRelease(candidate, previous);
      const code = {
        rootOf: (process: string) => (replaced.has(process) ? repositoryRoot : previous),
        migrate: migrateBy(previous),
      };
      return { previous, mesh: await startDrillMesh({ folder: files, progress, own, code }) };
    },
    print,
  );
  const { mesh, previous }: { readonly mesh: DrillMesh; readonly previous: string } = started;
  await inMesh(folder, mesh, async () => {
    const ledger = newLedger();
    const closing = new AbortController();
    const open = await openSchool(mesh, { ledger, closing, studentCount });
    const playing = playSchool(open, mesh);
    await pause(secondsPerStep * 1_000);
    progress.working('upgrade', 'migrating');
    await Promise.all(
      storingServices.map((service) => migrateBy(repositoryRoot)(service, mesh.databaseUrl(service))),
    );
    await pause(secondsPerStep * 1_000);
    for (const process of mesh.processes.filter(mesh.isReplica)) {
      progress.working('upgrade', `replacing ${process}`);
      await mesh.stop(process);
      replaced.add(process);
      await mesh.start(process);
    }
    await pause(secondsPerStep * 1_000);
    closing.abort();
    const refused = await playing;
    const personOf = peopleOf(mesh, ledger, [...open.students, ...ledger.acknowledged.accounts]);
    const checked = await runChecks({ ledger, mesh, personOf, progress, patienceMilliseconds });
    const findings = [...checked, ...refused];
    const logged = await readLogsOf(unexplainedFailures(ledger.failures, []), mesh.logFolder);
    const verdict = verdictOf({ findings, ledger, harms: [], logged });
    const report = upgradeReportOf({ release, ledger, verdict, migrations: await newMigrations(previous) });
    print(`\n${report}\nReport: ${await writeReport('upgrade', report)}`);
    return findings.length + verdict.unexplained.length === 0;
  });
};

/** The migrations that the previous release lacks. */
const newMigrations = async (previous: string): Promise<string[]> => {
  const listOf = async (root: string): Promise<string[]> => {
    const lists = storingServices.map(async (service) => {
      const names = await readdir(path.join(root, 'services', service, 'migrations')).catch(() => []);
      return names.map((name) => `${service}/${name}`);
    });
    return (await Promise.all(lists)).flat();
  };
  const before = new Set(await listOf(previous));
  return (await listOf(repositoryRoot)).filter((name) => !before.has(name));
};

const upgradeReportOf = ({
  release,
  ledger,
  verdict: { findings, unexplained },
  migrations,
}: {
  readonly release: Release;
  readonly ledger: Ledger;
  readonly verdict: Verdict;
  readonly migrations: readonly string[];
}): string => {
  const list = (entries: readonly string[]) =>
    entries.length === 0 ? ['None.'] : entries.map((entry) => `- ${entry}`);
  return [
    `# Upgrade from ${release.commit.slice(0, 12)}`,
    '',
    `The previous release is ${release.reason}. It ran with the installed packages of this version.`,
    `New migrations: ${migrations.join(', ') || 'none'}.`,
    '',
    '| acknowledged during the upgrade | count |',
    '| --- | ---: |',
    ...Object.entries(countsOf(ledger)).map(([kind, count]) => `| ${kind} | ${count} |`),
    '',
    '## Lost, doubled or changed writes, and stuck work',
    '',
    ...list(findings),
    '',
    '## Failed requests',
    '',
    ...list(unexplained),
    '',
  ].join('\n');
};
