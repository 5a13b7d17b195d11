import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';

const folder = path.join(import.meta.dirname, '../../client/src');

/** Tags of live regions that a condition mounts, so that they appear together with their words. */
const conditionalRegions = (tsx: string): string[] =>
  [
    ...tsx.matchAll(
      /(?:\?|:|&&|\|\|)\s*\(?\s*(<Remark>|<\w+\s[^<>]*(?:role="status"|aria-live="polite")[^<>]*>)/g,
    ),
  ].map(([, tag = '']) => tag);

describe('live regions of the client', () => {
  it('Each live region is on its page before its words', () => {
    const files = globSync('**/*.tsx', { cwd: folder }).map((name) => ({
      name,
      text: readFileSync(path.join(folder, name), 'utf8'),
    }));
    expect(files.filter(({ text }) => text.includes('<Remark>')).length).toBeGreaterThan(5);
    const found = files.flatMap(({ name, text }) => conditionalRegions(text).map((tag) => `${name}: ${tag}`));
    expect(found).toEqual([]);
  });

  it('The check reports a region that a condition mounts, and accepts one with conditional words', () => {
    const mounted = [
      '{done ? <Remark>{t("a")}</Remark> : null}',
      '{data === undefined ? null : (\n  <div className="notice" role="status">',
      '{done && <p aria-live="polite">',
    ];
    expect(mounted.flatMap(conditionalRegions)).toHaveLength(3);
    const present = ['<Remark>{done ? t("a") : null}</Remark>', '=> (\n  <div role="status">{words}</div>'];
    expect(present.flatMap(conditionalRegions)).toEqual([]);
  });
});
