/**
 * Milliseconds that the gateway allows calls which carry a file, because a large file over a slow line needs
 * minutes. Other calls end after a minute.
 */
export const longCalls = {
  downloadRejectedRows: 300_000,
  exportRoster: 900_000,
  importRoster: 900_000,
  ingest: 300_000,
} as const;
