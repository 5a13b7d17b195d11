/** Needs that several capabilities share. */

export type AuditKind =
  | 'account-registered'
  | 'registration-of-known-email'
  | 'signed-in'
  | 'sign-in-refused'
  | 'signed-out'
  | 'signed-out-everywhere'
  | 'session-ended'
  | 'password-changed'
  | 'password-change-refused'
  | 'password-attempts-limited'
  | 'password-confirmed'
  | 'password-confirmation-refused'
  | 'account-disabled'
  | 'account-enabled'
  | 'role-changed'
  | 'signing-key-made'
  | 'signing-key-withdrawn'
  | 'refresh-token-reused'
  | 'account-claimed'
  | 'account-replaced'
  | 'account-expired'
  | 'address-released'
  | 'registration-policy-changed'
  | 'invitation-made'
  | 'people-invited'
  | 'invitation-withdrawn';

/** Writes an entry in the transaction of the change that the entry reports. */
export type AuditTrail = {
  /** @param actorId the admin who acted, when the entry concerns another account or a signing key. */
  readonly record: (kind: AuditKind, accountId: string | null, actorId?: string) => Promise<void>;
};
