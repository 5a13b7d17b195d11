import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '@ai-teacher/tooling/generated-files.ts';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { type DeclaredTelemetry, declaredTelemetry, isDeclaredSpan } from './declared-telemetry.ts';
import { trackedFiles } from './tracked-files.ts';

/** The files that declare names, and the file that creates instruments from them. */
const declaring = /\/(telemetry-names|telemetry\/(names|metrics|instruments))\.ts$/;

const sources = trackedFiles('libs/service-kit/src', 'libs/access/src', ':(glob)services/*/src/**')
  .filter((path) => path.endsWith('.ts') && !declaring.test(path))
  .map((path) => ({ path, text: readFileSync(join(repositoryRoot, path), 'utf8') }));

const quote = `['"\`]`;
const lawless = [
  // An attribute by a literal: `span.setAttribute('x', …)`, `setAttributes({ 'x.y': … })`.
  new RegExp(`\\.setAttribute\\(\\s*${quote}`),
  new RegExp(`\\.setAttributes\\(\\{[^}]*${quote}[\\w.]+${quote}\\s*:`),
  // An instrument without a declaration, or a span with a literal name.
  /\.create(Observable)?(Counter|Histogram|Gauge|UpDownCounter)\(/,
  new RegExp(`\\b(span|clientSpan|producerSpan|startSpan|startActiveSpan)\\(\\s*${quote}`),
  new RegExp(`\\bstartSpanFrom\\([^,]*,\\s*${quote}`),
  // A literal name of the conventions or of ours at its place of use.
  /['"](aiteacher\.|gen_ai\.|messaging\.|http\.(request|response|route)|db\.|error\.type)[\w.]*['"]/,
];

const breaks = (text: string): boolean => lawless.some((pattern) => pattern.test(text));

describe('names of spans, attributes and metrics', () => {
  let declared: DeclaredTelemetry;
  beforeAll(async () => {
    declared = await declaredTelemetry();
  });

  it('are written only in the files that declare them', () => {
    expect(sources.length).toBeGreaterThan(100);
    expect(sources.filter(({ text }) => breaks(text)).map(({ path }) => path)).toEqual([]);
  });

  it.each([
    `open.setAttribute('user.email', email)`,
    `open.setAttributes({ 'exam.pages': 3 })`,
    `meter.createCounter(NAME).add(1)`,
    `span('write items', {}, work)`,
    `startSpanFrom(traceparent, \`job \${name}\`, work)`,
    `const attributes = { 'gen_ai.prompt': text }`,
  ])('would not pass as %s', (line) => {
    expect(breaks(line)).toBe(true);
  });

  it('are declared once', () => {
    const { attributes, metrics, spans } = declared;
    for (const names of [
      attributes,
      metrics.map(({ name }) => name),
      spans.map((span) => span.name('x', 'y')),
    ])
      expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });

  it('are names of the conventions or begin with aiteacher', () => {
    const conventions = /^(http|url|db|messaging|gen_ai|error|exception)\.[a-z_.]+$/;
    const ours = /^(aiteacher\.[a-z_.]+|request\.id)$/;
    const names = [...declared.attributes, ...declared.metrics.map(({ name }) => name)];
    expect(names.filter((name) => !conventions.test(name) && !ours.test(name))).toEqual([]);
  });

  it('declare a description, a unit and their attributes', () => {
    for (const { name, unit, description, attributes, kind, buckets } of declared.metrics) {
      expect({ name, description }).toEqual({ name, description: expect.stringMatching(/^.{10,}\.$/) });
      expect({ name, unit }).toEqual({ name, unit: expect.stringMatching(/^(s|\{[a-z]+\})$/) });
      expect(attributes.filter((attribute) => !declared.attributes.includes(attribute))).toEqual([]);
      expect({ name, bounded: buckets !== undefined }).toEqual({ name, bounded: kind === 'histogram' });
      expect(buckets).toEqual(buckets?.toSorted((a, b) => a - b));
    }
    for (const { description, attributes } of declared.spans) {
      expect(description).toMatch(/^.{10,}\.$/);
      expect(attributes.filter((attribute) => !declared.attributes.includes(attribute))).toEqual([]);
    }
  });

  it('are all used in the code', () => {
    const texts = sources.map(({ text }) => text).join('\n');
    const kit = join(repositoryRoot, 'libs/service-kit/src/telemetry');
    const declarations = ['names.ts', 'metrics.ts'].map((file) => readFileSync(join(kit, file), 'utf8'));
    const keys = declarations.flatMap((text) =>
      [
        ...text.matchAll(
          /^export const (attributeNames|metricCatalogue|spanCatalogue) = \{\n([\s\S]*?)^\}/gm,
        ),
      ].flatMap(([, group, body]) =>
        [...(body ?? '').matchAll(/^ {2}(\w+):/gm)].map(([, key]) => `${group}.${key}`),
      ),
    );
    const known = `${texts}\n${declarations.join('\n')}`;
    expect(keys.length).toBeGreaterThan(40);
    expect(keys.filter((key) => !new RegExp(`\\b${key.replace('.', '\\.')}\\b`).test(known))).toEqual([]);
  });

  it('are accepted by isDeclaredSpan only when the span and all its attributes are declared', () => {
    const attributes = ['messaging.system', 'request.id'];
    expect(isDeclaredSpan({ name: 'job deliver-event', attributes }, declared)).toBe(true);
    expect(isDeclaredSpan({ name: 'job deliver-event', attributes: ['gen_ai.system'] }, declared)).toBe(
      false,
    );
    expect(isDeclaredSpan({ name: 'errand', attributes }, declared)).toBe(false);
  });
});
