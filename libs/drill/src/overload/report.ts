import { type KindResult, minForP99, type Overload } from './measure.ts';

const names: Readonly<Record<KindResult['kind'], string>> = {
  saves: 'responses saved (high)',
  signIns: 'sign-ins (high)',
  reads: 'exams read (normal)',
  lists: 'attempts listed (low)',
};

const percent = (part: number, whole: number): string => `${Math.round((100 * part) / whole)} %`;
const milliseconds = (value: number): string => (Number.isNaN(value) ? '–' : String(Math.round(value)));
const p99Of = ({ p99, accepted }: KindResult): string =>
  accepted > 0 && accepted < minForP99 ? `${milliseconds(p99)} (slowest of ${accepted})` : milliseconds(p99);

/** The tables of an overload in Markdown. */
export const overloadReport = ({ saturation, phases }: Overload): string => {
  const calm = phases[0]?.kinds ?? [];
  const rows = phases.flatMap(({ title, kinds }) =>
    kinds.map((result) => {
      const before = calm.find(({ kind }) => kind === result.kind)?.p99 ?? Number.NaN;
      const cells = [
        ...[title, names[result.kind], result.offered, result.sent],
        ...[percent(result.accepted, result.offered), percent(result.shed, result.offered)],
        ...[result.failed, p99Of(result), (result.p99 / before).toFixed(1)],
      ];
      return `| ${cells.join(' | ')} |`;
    }),
  );
  const recovery = phases.flatMap(({ title, recoverySeconds }) =>
    recoverySeconds === undefined ? [] : [`| ${title} | ${recoverySeconds.toFixed(1)} |`],
  );
  return [
    `Saturation: ${Math.round(saturation)} requests a second to one process of exam.`,
    '',
    '| load | requests | offered | sent | accepted | shed with 503 | otherwise failed | p99 ms | × unloaded |',
    '| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |',
    ...rows,
    '',
    '| after | seconds to recover |',
    '| --- | ---: |',
    ...recovery,
    '',
    '| load | p99 of the load tool’s own delay, ms |',
    '| --- | ---: |',
    ...phases.map(({ title, toolDelay }) => `| ${title} | ${milliseconds(toolDelay)} |`),
  ].join('\n');
};
