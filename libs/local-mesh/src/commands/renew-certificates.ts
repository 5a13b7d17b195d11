/**
 * The container that keeps the mesh's certificates: makes them, then stays up and renews them.
 * CERTIFICATES_DIR gets one folder per identity; AUTHORITY_DIR keeps the signing key and is mounted nowhere else.
 */
import { keepCertificatesFresh, renewCertificates } from '../certificates/certificates.ts';

const directory = process.env.CERTIFICATES_DIR;
const authorityDirectory = process.env.AUTHORITY_DIR;
if (!directory || !authorityDirectory) {
  console.error(
    'CERTIFICATES_DIR and AUTHORITY_DIR must name the folders for certificates and for the signing key.',
  );
  process.exit(1);
}

const store = { directory, authorityDirectory };
const say = (event: object) => console.log(JSON.stringify({ time: new Date().toISOString(), ...event }));

const renewed = await renewCertificates(store, new Date());
const keeper = keepCertificatesFresh(store, (event) =>
  'fault' in event
    ? say({ msg: 'renewal failed', fault: String(event.fault) })
    : say({ msg: 'renewed', ...event }),
);
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, keeper.stop);
// Said last: whoever waits for it may ask for the end at once.
say({ msg: 'certificates ready', renewed });
