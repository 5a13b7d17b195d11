import { randomBytes, randomUUID } from 'node:crypto';
import type { Clock, Identifiers } from './domain/clock.ts';

export const systemClock: Clock = { now: () => new Date() };

export const randomIdentifiers: Identifiers = {
  uuid: () => randomUUID(),
  token: (bytes) => randomBytes(bytes).toString('base64url'),
};
