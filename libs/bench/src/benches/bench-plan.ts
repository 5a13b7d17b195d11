import type { BenchOptions } from '../options.ts';
import type { Aim } from '../report/aims.ts';
import type { Measured, Point, Round, Way } from '../report/rounds.ts';
import type { Row } from '../report/summary.ts';
import { type HttpRequests, measureHttp, type RoundLength } from '../session/http-round.ts';
import type { SecondPlan } from '../session/second-way.ts';
import type { Session } from '../session/session.ts';

export type MeasuredWay = Way & {
  /** All points by default. */
  readonly isMeasuredAt?: (point: Point) => boolean;
  readonly measure: (session: Session, round: RoundLength & { readonly point: Point }) => Promise<Measured>;
  /** Whether a round at saturation before the first measured one compiles the hot code. */
  readonly warmsUp: boolean;
};

export type Section = { readonly title: string; readonly lines: readonly string[] };

/** One benchmark: what it sends at which loads, and what the figures must reach. */
export type BenchPlan = {
  readonly name: string;
  readonly title: string;
  readonly points: readonly Point[];
  /** Instead of the rounds of the options, for what a mesh does once. */
  readonly rounds?: number;
  readonly ways: readonly MeasuredWay[];
  /** Second processes of some parts, for ways that compare them. */
  readonly seconds: readonly SecondPlan[];
  /** Prepares the mesh for the first round, for example with books. */
  readonly prepare?: (session: Session) => Promise<void>;
  /** Called after each round, for what is read from the mesh. */
  readonly after?: (session: Session, round: Round, window: { from: Date; to: Date }) => Promise<void>;
  readonly aims: (rows: readonly Row[]) => Aim[];
  /** The text of the report beside the common tables. */
  readonly sections?: (rows: readonly Row[]) => Section[];
  /** How it was measured, as lines of a list. */
  readonly method: readonly string[];
};

/** A bench for one run; it may collect what it reads from the mesh. */
export type MakeBench = (options: BenchOptions) => BenchPlan;

/** Requests over HTTP as a way of a bench. */
export const httpWay = (
  way: Way,
  requests: HttpRequests,
  isMeasuredAt: (point: Point) => boolean = ({ arrivals }) => arrivals === undefined,
): MeasuredWay => ({
  ...way,
  isMeasuredAt,
  measure: (session, round) => measureHttp(session, requests, round),
  warmsUp: true,
});
