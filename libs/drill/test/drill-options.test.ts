import { readDrillCommand } from '@ai-teacher/drill/drill-options.ts';
import { describe, expect, it } from '@jest/globals';

describe('the arguments of a drill', () => {
  it('choose the drill, and the numbers that they do not name are the shipped ones', () => {
    expect(readDrillCommand(['--quick', '--seed', '7'])).toEqual({
      ...{ kind: 'drill', harms: 14, seconds: 100, students: 3 },
      seed: 7,
    });
    expect(readDrillCommand(['--soak', '--requests', '50000'])).toEqual({
      ...{ kind: 'soak', requests: 50_000, streams: 10_000 },
    });
    expect(readDrillCommand(['--soak', '--quick'])).toEqual({ kind: 'soak', requests: 20_000, streams: 500 });
    expect(readDrillCommand(['--upgrade', '--from', 'v1', '--quick'])).toEqual({
      ...{ kind: 'upgrade', isQuick: true, from: 'v1' },
    });
    expect(readDrillCommand(['--rows'])).toEqual({ kind: 'rows', isQuick: false });
  });

  it.each([
    ['an unknown option', ['--soak', '--request', '5']],
    ['an option of another drill', ['--overload', '--seed', '7']],
    ['the name of a release without --upgrade', ['--from', 'v1']],
    ['an option without its value', ['--upgrade', '--from']],
    ['an option in place of a value', ['--upgrade', '--from', '--quick']],
    ['a number that is none', ['--soak', '--requests', 'many']],
    ['two drills', ['--soak', '--rows']],
    ['a word without an option', ['soak']],
  ])('are refused with the usage when they contain %s', (_what, args) => {
    expect(() => readDrillCommand(args)).toThrow(
      expect.objectContaining({ advice: expect.stringContaining('npm run drill -- --soak') }),
    );
  });
});
