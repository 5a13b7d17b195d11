import { readFileSync, watch } from 'node:fs';
import { join } from 'node:path';
import type { Lifecycle } from '../lifecycle.ts';
import type { Logger } from '../logger.ts';

/** PEM texts of one workload: its certificate chain, its key and the authority that it trusts. */
export type TlsMaterial = {
  readonly cert: string;
  readonly key: string;
  readonly ca: string;
};

const read = (folder: string): TlsMaterial => ({
  cert: readFileSync(join(folder, 'tls.crt'), 'utf8'),
  key: readFileSync(join(folder, 'tls.key'), 'utf8'),
  ca: readFileSync(join(folder, 'ca.crt'), 'utf8'),
});

export type TlsSource = {
  readonly current: () => TlsMaterial;
  /** Calls `listener` after each renewal, which `current` then returns. */
  readonly onChange: (listener: (material: TlsMaterial) => void) => void;
};

/**
 * Reads a certificate folder and watches it for renewals, which are moved into place.
 *
 * A renewal is loaded when key and certificate can be read together. After a partial write, the next event
 * loads it.
 * @throws Error when the folder cannot be read at the start.
 */
export const watchTlsMaterial = ({
  folder,
  logger,
  lifecycle,
}: {
  folder: string;
  logger: Logger;
  lifecycle: Lifecycle;
}): TlsSource => {
  let material = read(folder);
  const listeners: ((material: TlsMaterial) => void)[] = [];
  /** Listeners read the renewal. When one of them refuses it, the material before it stays. */
  const adopt = (next: TlsMaterial): void => {
    const before = material;
    material = next;
    try {
      for (const listener of listeners) listener(next);
    } catch (refusal) {
      material = before;
      throw refusal;
    }
  };
  const reload = (): void => {
    try {
      const next = read(folder);
      if (next.cert === material.cert && next.key === material.key && next.ca === material.ca) return;
      adopt(next);
      logger.info('certificates renewed');
    } catch (cause) {
      logger.warn({ err: cause }, 'a renewed certificate could not be loaded yet');
    }
  };
  let pending: NodeJS.Timeout | undefined;
  const watcher = watch(folder, () => {
    clearTimeout(pending);
    // Certificate, key and authority are moved one after the other. They are read 200 ms after the last move.
    pending = setTimeout(reload, 200);
  });
  lifecycle.onClose('certificate watch', () => {
    clearTimeout(pending);
    watcher.close();
  });
  return {
    current: () => material,
    onChange: (listener) => {
      listeners.push(listener);
    },
  };
};
