/** An assumption about the use, as an option of `npm run plan`. */
type Assumption = {
  readonly preset: number;
  readonly min: number;
  readonly max: number;
  readonly whole?: true;
  readonly meaning: string;
};

const count = (preset: number, meaning: string, max = 1e6): Assumption => ({ preset, min: 0, max, meaning });
const percent = (preset: number, meaning: string): Assumption => ({ preset, min: 0, max: 100, meaning });
const atLeastOne = (preset: number, meaning: string, max = 1e6): Assumption => ({
  preset,
  min: 1,
  max,
  meaning,
});

/** Every assumption by its option. No default is measured: replace them by figures of your schools. */
export const assumptions = {
  'questions-per-day': count(5, 'questions of a pupil on a school day', 1_000),
  'reads-per-question': count(4, 'other requests of a page around a question', 1_000),
  'searches-per-day': count(1, 'searches of a pupil on a school day', 1_000),
  'school-days': { ...count(20, 'school days in a month', 31), min: 1 },
  'busiest-hour-percent': percent(20, 'share of a day’s questions in its busiest hour'),
  'busiest-minute-factor': atLeastOne(2, 'busiest minute of that hour, compared with its average', 60),
  'monday-percent': percent(50, 'share of the pupils who sign in around Monday 8:00'),
  'monday-minutes': { ...atLeastOne(15, 'minutes over which these sign-ins are spread', 600) },
  'reads-per-sign-in': count(3, 'requests of the first page after a sign-in', 1_000),
  'exam-start': {
    ...count(0, 'pupils who open an exam together; 0 is a tenth of the pupils', 1e9),
    whole: true,
  },
  'exam-start-seconds': atLeastOne(60, 'seconds within which they open it', 86_400),
  'jitter-seconds': count(0, 'seconds over which clients spread the start by chance', 86_400),
  'reads-per-start': count(2, 'requests before the start of an attempt: the list and the exam', 100),
  'exam-minutes': atLeastOne(45, 'minutes from the start to the submission', 1_440),
  'exams-per-month': count(2, 'attempts of a pupil in a month', 1_000),
  'items-per-exam': atLeastOne(20, 'items of an exam', 200),
  'saves-per-item': count(2, 'saved responses to an item', 100),
  'attempt-read-seconds': atLeastOne(120, 'seconds between two reads of an attempt in progress', 3_600),
  'notifications-per-month': count(10, 'notifications of a pupil in a month', 10_000),
  'documents-per-1000-pupils': count(10, 'documents for 1 000 pupils', 1e5),
  'pages-per-document': count(200, 'pages of a document', 5_000),
  'retention-months': count(12, 'months for which messages, attempts and notifications are stored', 1_200),
  'model-percent': percent(100, 'share of the questions that a language model answers'),
  'prompt-tokens': count(2_500, 'tokens of the prompt of an answer', 1e6),
  'answer-tokens': count(250, 'tokens of an answer', 1e6),
  'busy-percent': { ...percent(60, 'share of a processor that may be in use at a peak'), min: 1 },
  'core-speed': {
    ...count(1, 'speed of a processor of the cluster, compared with the measured machine', 100),
    min: 0.01,
  },
  'database-cores': atLeastOne(64, 'processors of the largest machine for PostgreSQL', 1_024),
} as const satisfies Record<string, Assumption>;

export type AssumptionName = keyof typeof assumptions;

/** Prices without a default: a figure without its price is "not priced". */
export const priceMeanings = {
  'prompt-price': 'price of a million tokens of prompts',
  'answer-price': 'price of a million tokens of answers',
  'core-price': 'price of a processor for a month',
  'memory-price': 'price of a GiB of memory for a month',
  'disk-price': 'price of a GiB of disk for a month',
} as const;
export type PriceName = keyof typeof priceMeanings;

export type Workload = { readonly pupils: number } & Readonly<Record<AssumptionName, number>> & {
    readonly prices: Readonly<Partial<Record<PriceName, number>>>;
  };

/** The pupils who open an exam together. */
export const examStarters = (workload: Workload): number =>
  workload['exam-start'] === 0 ? Math.ceil(workload.pupils / 10) : workload['exam-start'];
