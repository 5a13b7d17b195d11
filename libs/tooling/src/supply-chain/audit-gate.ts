import { z } from 'zod';

/** A written decision to run with a known weakness for a while. */
const exception = z.strictObject({
  package: z.string().min(1),
  /** The advisory: `GHSA-…`. */
  advisory: z.string().min(1),
  /** The reason why the weakness cannot be used here. */
  reason: z.string().min(20, 'must say why the weakness cannot be used here'),
  /** The last day of the exception. */
  expires: z.iso.date(),
});

export const auditExceptions = z.array(exception);
export type AuditException = z.output<typeof exception>;

const severities = ['info', 'low', 'moderate', 'high', 'critical'] as const;

const advisory = z.object({
  name: z.string(),
  title: z.string(),
  url: z.string().default(''),
  source: z.union([z.number(), z.string()]).default(''),
  severity: z.enum(severities),
});

/** The report of `npm audit --json`. An error of the registry has another form. */
const auditReport = z.object({
  auditReportVersion: z.literal(2),
  vulnerabilities: z.record(z.string(), z.object({ via: z.array(z.union([z.string(), advisory])) })),
});

export type AuditVerdict = {
  outcome: 'passed' | 'failed' | 'unknown';
  /** A sentence for each finding and each fault of an exception. */
  lines: string[];
};

/** An exception is reviewed at least twice a year. */
const maxExceptionDays = 184;
const millisecondsPerDay = 86_400_000;

type Finding = { package: string; advisory: string; title: string; isSevere: boolean; severity: string };

/**
 * Judges a report of `npm audit`. A weakness of severity high or critical fails the gate unless a written
 * exception names it and has not expired. A report that is not one is unknown, never passed.
 *
 * @param report the parsed output of `npm audit --json`, whatever it is.
 * @param today a date such as 2026-11-28.
 */
export const judgeAudit = (
  report: unknown,
  exceptions: readonly AuditException[],
  today: string,
): AuditVerdict => {
  const parsed = auditReport.safeParse(report);
  if (!parsed.success) {
    return { outcome: 'unknown', lines: [`unknown: the registry sent no report${reasonOf(report)}`] };
  }
  const findings = findingsOf(parsed.data);
  const faults = exceptions.flatMap((each) => faultsOfException(each, today));
  const open = findings.filter((finding) => finding.isSevere && !isExcepted(finding, exceptions, today));
  const lines = [
    ...findings.map((finding) => {
      const state = open.includes(finding) ? 'refused' : finding.isSevere ? 'excepted' : 'noted';
      return `${state}: ${finding.package} ${finding.advisory} (${finding.severity}): ${finding.title}`;
    }),
    ...faults,
    ...exceptions
      .filter((each) => !findings.some((finding) => isSame(finding, each)))
      .map((each) => `noted: the exception for ${each.package} ${each.advisory} is no longer needed`),
  ];
  return { outcome: open.length + faults.length === 0 ? 'passed' : 'failed', lines };
};

const findingsOf = ({ vulnerabilities }: z.output<typeof auditReport>): Finding[] => {
  const all = Object.values(vulnerabilities)
    .flatMap(({ via }) => via)
    .filter((each) => typeof each !== 'string')
    .map(({ name, title, url, source, severity }) => ({
      package: name,
      advisory: /GHSA(-[0-9a-z]{4}){3}/.exec(url)?.[0] ?? String(source),
      title,
      severity,
      isSevere: severity === 'high' || severity === 'critical',
    }));
  return [...new Map(all.map((each) => [`${each.package} ${each.advisory}`, each])).values()];
};

const isSame = (finding: Finding, each: AuditException): boolean =>
  finding.package === each.package && finding.advisory === each.advisory;

const isExcepted = (finding: Finding, exceptions: readonly AuditException[], today: string): boolean =>
  exceptions.some((each) => isSame(finding, each) && each.expires >= today);

const faultsOfException = (
  { package: name, advisory: id, expires }: AuditException,
  today: string,
): string[] => {
  if (expires < today) return [`refused: the exception for ${name} ${id} expired on ${expires}`];
  const days = (Date.parse(expires) - Date.parse(today)) / millisecondsPerDay;
  const isLong = days > maxExceptionDays;
  return isLong
    ? [`refused: the exception for ${name} ${id} lasts longer than ${maxExceptionDays} days`]
    : [];
};

const reasonOf = (report: unknown): string => {
  const { message } = z.object({ message: z.string() }).safeParse(report).data ?? {};
  return message === undefined ? '' : `: ${message}`;
};
