/** The exposition format of Prometheus, as data. */
export type Sample = {
  name: string;
  labels: Readonly<Record<string, string>>;
  value: number;
};

const line = /^(?<name>[a-zA-Z_:][\w:]*)(?:\{(?<labels>.*)\})? (?<value>\S+)(?: \d+)?$/;
const label = /(?<name>\w+)="(?<value>(?:[^"\\]|\\.)*)"/g;

/** Every current sample of an address. @throws Error when it does not answer 200. */
export const readSamples = async (url: string): Promise<Sample[]> => {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  const text = await response.text();
  return text.split('\n').flatMap((each) => {
    const { name, labels = '', value } = line.exec(each)?.groups ?? {};
    if (name === undefined) return [];
    const pairs = [...labels.matchAll(label)].map(({ groups }) => [groups?.name, groups?.value]);
    return [{ name, labels: Object.fromEntries(pairs), value: Number(value) }];
  });
};

/** The sum of the samples with this name and these labels. */
export const total = (samples: readonly Sample[], name: string, labels: Sample['labels'] = {}): number => {
  return samples
    .filter((sample) => sample.name === name)
    .filter((sample) => Object.entries(labels).every(([key, value]) => sample.labels[key] === value))
    .reduce((sum, { value }) => sum + value, 0);
};
