import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { prometheusPart } from '@ai-teacher/local-mesh/parts/prometheus.ts';
import { type PartRunner, partRunner } from '@ai-teacher/local-mesh/parts/run-parts.ts';
import { pickFreePorts } from '@ai-teacher/local-mesh/process/free-port.ts';
import { waitUntil } from '@ai-teacher/local-mesh/process/wait-until.ts';
import { assignAddresses, portOf } from '@ai-teacher/local-mesh/state/addresses.ts';
import { repositoryRoot } from '@ai-teacher/local-mesh/state/state-directory.ts';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { parse } from 'yaml';
import { z } from 'zod';
import { alertJudge } from './alert-judge.ts';

jest.setTimeout(120_000);

const judged = z.object({
  data: z.object({
    groups: z.array(
      z.object({
        name: z.string(),
        rules: z.array(
          z.object({
            name: z.string(),
            type: z.enum(['alerting', 'recording']),
            /** The state of an alert: `inactive`, `pending` (its duration is not reached) or `firing`. */
            state: z.string().optional(),
            lastError: z.string().optional(),
            lastEvaluation: z.iso.datetime({ offset: true }),
          }),
        ),
      }),
    ),
  }),
});
type Rule = z.output<typeof judged>['data']['groups'][number]['rules'][number];

const minutesOfHistory = 7 * 60;

/** Shares of the answers that failed and that were slow, and the jobs that failed more than three times. */
type Past = { failed: number; slow: number; failingJobs?: number };

/**
 * The exposition text of six hours of an edge with 100 requests a minute, of which some fail and some are
 * slow.
 */
const history = ({ failed, slow, failingJobs = 0 }: Past): string => {
  const now = Date.now();
  const lines: string[] = [];
  for (let minute = 0; minute <= minutesOfHistory; minute += 1) {
    const at = now - (minutesOfHistory - minute) * 60_000;
    const sample = (name: string, labels: string, perMinute: number) =>
      lines.push(`${name}{${labels}} ${perMinute * minute} ${at}`);
    const edge = 'envoy_http_conn_manager_prefix="edge"';
    sample('envoy_http_downstream_rq_completed', edge, 100);
    sample('envoy_http_downstream_rq_xx', `${edge},envoy_response_code_class="5"`, 100 * failed);
    lines.push(
      `aiteacher_job_queue_failing{service="auth",messaging_destination_name="tidy"} ${failingJobs} ${at}`,
    );
    const span =
      'service_name="gateway",span_kind="SPAN_KIND_SERVER",span_name="GET /api/users/me",job="spans"';
    const duration = 'traces_span_metrics_duration_milliseconds';
    sample(`${duration}_bucket`, `${span},le="500"`, 100 * (1 - slow));
    sample(`${duration}_count`, span, 100);
    // A long stream is not a slow answer.
    const stream = span.replace('GET /api/users/me', 'POST /api/chat/chat');
    sample(`${duration}_bucket`, `${stream},le="500"`, 0);
    sample(`${duration}_count`, stream, 100);
  }
  return `${lines.join('\n')}\n`;
};

/** A judge asks for the state at the start of its second, and a stored ratio is found a moment later. */
const settlingMilliseconds = 2_000;

/**
 * The alerts that the rules raise for such a history. Each rule is evaluated at least twice: first the
 * recorded ratios, then the alerts.
 */
const verdict = async (past: Past): Promise<Rule[]> => {
  const own = await mkdtemp(path.join(folder, 'numbers-'));
  const runner: PartRunner = partRunner(own);
  try {
    const addresses = await assignAddresses(own, {});
    const [port = 0] = await pickFreePorts(1);
    await runner.start(
      prometheusPart(addresses, { configurationFolder: own, dataDirectory: path.join(own, 'data') }),
    );
    const numbersUrl = `http://127.0.0.1:${portOf(addresses, 'prometheus', 'http')}`;
    const imported = await fetch(`${numbersUrl}/api/v1/import/prometheus`, {
      method: 'POST',
      body: history(past),
    });
    expect(imported.status).toBe(204);
    await runner.start(alertJudge({ port, numbersUrl }));
    const since = (await recorded(numbersUrl)) + settlingMilliseconds;
    return await waitUntil(
      async () => {
        const answer = await fetch(`http://127.0.0.1:${port}/api/v1/rules`);
        const rules = judged.parse(await answer.json()).data.groups.flatMap((group) => group.rules);
        return rules.every(({ lastEvaluation }) => Date.parse(lastEvaluation) > since) && rules;
      },
      { what: 'the evaluation of every rule', timeoutSeconds: 60, everyMilliseconds: 250 },
    );
  } finally {
    await runner.stopAll();
  }
};

/** The time from which every recorded ratio is available. */
const recorded = (numbersUrl: string): Promise<number> => {
  const query = new URLSearchParams({ query: 'count({__name__=~"edge:.*"})', nocache: '1' });
  return waitUntil(
    async () => {
      const answer = await (await fetch(`${numbersUrl}/api/v1/query?${query}`)).json();
      const { data } = z
        .object({
          data: z.object({ result: z.array(z.object({ value: z.tuple([z.number(), z.string()]) })) }),
        })
        .parse(answer);
      return Number(data.result[0]?.value[1]) === 14 && Date.now();
    },
    { what: 'the recorded ratios', timeoutSeconds: 60, everyMilliseconds: 250 },
  );
};

const raised = (rules: readonly Rule[]): string[] =>
  rules
    .filter(({ type, state }) => type === 'alerting' && state !== 'inactive')
    .map(({ name }) => name)
    .filter((name) => name.startsWith('Edge') || name === 'JobFailing');

const pasts = {
  withinObjectives: { failed: 0.0005, slow: 0.005 },
  oneInTwentyFails: { failed: 0.05, slow: 0 },
  aJobFails: { failed: 0, slow: 0, failingJobs: 1 },
  slightlyTooManyFail: { failed: 0.002, slow: 0 },
  halfAreSlow: { failed: 0, slow: 0.5 },
} as const satisfies Record<string, Past>;
type Name = keyof typeof pasts;

let folder: string;
let verdicts: Record<Name, Rule[]>;
/** Judges all histories side by side, because each judge mostly waits for the next evaluation. */
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'ai-teacher-alerts-'));
  const judgements = Object.entries(pasts).map(async ([name, past]) => [name, await verdict(past)] as const);
  verdicts = Object.fromEntries(await Promise.all(judgements)) as Record<Name, Rule[]>;
});
afterAll(() => rm(folder, { recursive: true }));

describe('the rules of alerts.yaml', () => {
  it('are all valid, and raise no alert while the objectives are met', async () => {
    const rules = verdicts.withinObjectives;
    const { groups } = parse(
      await readFile(path.join(repositoryRoot, 'otel-collector', 'alerts.yaml'), 'utf8'),
    );
    const written = groups.flatMap((group: { rules: Record<string, string>[] }) =>
      group.rules.map((rule) => rule.alert ?? rule.record),
    );
    expect(rules.map(({ name }) => name).sort()).toEqual(written.sort());
    expect(rules.filter(({ lastError }) => lastError)).toEqual([]);
    expect(raised(rules)).toEqual([]);
  });

  it('raise the alert of every window while one answer in twenty fails', () => {
    expect(raised(verdicts.oneInTwentyFails)).toEqual([
      'EdgeFailedBurnRate1h',
      'EdgeFailedBurnRate6h',
      'EdgeFailedBurnRate1d',
      'EdgeFailedBurnRate3d',
    ]);
  });

  it('report a job that failed more than three times', () => {
    expect(raised(verdicts.aJobFails)).toEqual(['JobFailing']);
  });

  it('write a ticket without paging while the error budget burns slightly too fast', () => {
    expect(raised(verdicts.slightlyTooManyFail)).toEqual(['EdgeFailedBurnRate3d']);
  });

  it('report a slow edge, streams excluded', () => {
    expect(raised(verdicts.halfAreSlow)).toEqual([
      'EdgeSlowBurnRate1h',
      'EdgeSlowBurnRate6h',
      'EdgeSlowBurnRate1d',
      'EdgeSlowBurnRate3d',
    ]);
  });
});
