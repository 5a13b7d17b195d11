import path from 'node:path';
import { answersOk } from '@ai-teacher/local-mesh/parts/http-health.ts';
import type { Part } from '@ai-teacher/local-mesh/parts/part.ts';
import { findBinary } from '@ai-teacher/local-mesh/provision/find-binary.ts';
import { repositoryRoot } from '@ai-teacher/local-mesh/state/state-directory.ts';

export type AlertJudgeOptions = {
  port: number;
  /** The source of the metrics, and the target of the recorded series. */
  numbersUrl: string;
};

/** vmalert with the rules of otel-collector/alerts.yaml, evaluated each second. It sends no notification. */
export const alertJudge = ({ port, numbersUrl }: AlertJudgeOptions): Part => {
  return {
    name: 'vmalert',
    dependsOn: [],
    startSeconds: 30,
    stopGraceSeconds: 1,
    provision: async (report) => {
      await findBinary('vmalert', report);
    },
    prepare: async () => ({
      command: (await findBinary('vmalert')).file,
      args: [
        `-rule=${path.join(repositoryRoot, 'otel-collector', 'alerts.yaml')}`,
        `-datasource.url=${numbersUrl}`,
        `-remoteWrite.url=${numbersUrl}`,
        '-remoteWrite.flushInterval=200ms',
        `-httpListenAddr=127.0.0.1:${port}`,
        '-notifier.blackhole',
        '-evaluationInterval=1s',
        // By default it evaluates the state of 30 s ago.
        '-rule.evalDelay=0s',
        '-loggerLevel=WARN',
      ],
      environment: {},
      workingDirectory: repositoryRoot,
      stopSignal: 'SIGTERM',
    }),
    isHealthy: () => answersOk(port, '/health'),
  };
};
