import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { readCanaryWeights, withCanaries } from '../src/rendering/canary.ts';
import { repositoryRoot } from '../src/state/state-directory.ts';
import { LaunchError } from '../src/terminal/launch-error.ts';

const shipped = readFileSync(path.join(repositoryRoot, 'envoy', 'cds.yaml'), 'utf8');
const read = (text: string) => parse(text, { merge: true, maxAliasCount: -1 });
const clusterOf = (text: string, name: string) =>
  read(text).resources.find((each: { name: string }) => each.name === name);
const exam = (weight: string) => readCanaryWeights([`exam=${weight}`]);

describe('the clusters of the gateway', () => {
  it('are byte for byte the shipped ones when no service has a canary', () => {
    expect(withCanaries(shipped, {}, 'name')).toBe(shipped);
  });

  it('change in the two clusters of the service alone', () => {
    const changed = read(withCanaries(shipped, exam('20'), 'name'));
    const names = read(shipped).resources.flatMap((each: { name: string }, place: number) =>
      JSON.stringify(each) === JSON.stringify(changed.resources[place]) ? [] : [each.name],
    );
    expect(names).toEqual(['exam-service', 'exam-service-mesh']);
  });

  it('have a locality for each version with its weight, and no weight for a share of nothing', () => {
    const weightsAt = (share: string) =>
      clusterOf(withCanaries(shipped, exam(share), 'name'), 'exam-service').load_assignment.endpoints.map(
        (each: { locality: { zone: string }; load_balancing_weight?: number }) =>
          `${each.locality.zone} ${each.load_balancing_weight ?? 'none'}`,
      );
    expect(weightsAt('20')).toEqual(['stable 80', 'canary 20']);
    expect(weightsAt('0')).toEqual(['stable 100', 'canary none']);
    expect(weightsAt('100')).toEqual(['stable none', 'canary 100']);
  });

  it('can be divided again, and end as they began', () => {
    const divided = withCanaries(withCanaries(shipped, exam('5'), 'name'), exam('50'), 'name');
    expect(divided).toBe(withCanaries(shipped, exam('50'), 'name'));
    expect(read(withCanaries(divided, exam('off'), 'name'))).toEqual(read(shipped));
  });

  it('refuse a canary in a native mesh with one process of the service', () => {
    expect(() => withCanaries(shipped, exam('5'), 'last replica')).toThrow(LaunchError);
  });

  it.each(['exam', 'exam=', 'exam=101', 'exam=-1', 'exam=2.5', 'exams=5', 'gateway=5'])(
    'refuse the share %s',
    (text) => {
      expect(() => readCanaryWeights([text])).toThrow(LaunchError);
    },
  );
});
