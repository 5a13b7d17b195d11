/**
 * The container that issues the certificates of the mesh, then continues to run and renews them.
 * CERTIFICATES_DIR receives one folder per identity. AUTHORITY_DIR stores the signing key; no other container
 * mounts it.
 */
import { renewCertificates, renewCertificatesOnTimer } from '../certificates/certificates.ts';

const directory = process.env.CERTIFICATES_DIR;
const authorityDirectory = process.env.AUTHORITY_DIR;
if (!directory || !authorityDirectory) {
  console.error(
    'CERTIFICATES_DIR and AUTHORITY_DIR must name the folders for certificates and for the signing key.',
  );
  process.exit(1);
}

const store = { directory, authorityDirectory };
const log = (event: object) => console.log(JSON.stringify({ time: new Date().toISOString(), ...event }));

const renewed = await renewCertificates(store, new Date());
const renewal = renewCertificatesOnTimer(store, (event) =>
  'fault' in event
    ? log({ msg: 'renewal failed', fault: String(event.fault) })
    : log({ msg: 'renewed', ...event }),
);
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, renewal.stop);
// Logged last: a reader that waits for this line may send SIGTERM immediately.
log({ msg: 'certificates ready', renewed });
