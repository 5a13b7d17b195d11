import { createHash, randomBytes } from 'node:crypto';
import { makePdf } from './make-pdf.ts';

/** The padding of short passwords (PDF 1.7, algorithm 2). */
const padding = Buffer.from('28bf4e5e4e758a4164004e56fffa01082e2e00b6d0683e802f0ca9fe6453697a', 'hex');

const padded = (password: string): Buffer =>
  Buffer.concat([Buffer.from(password, 'latin1'), padding]).subarray(0, 32);
const md5 = (...parts: Buffer[]): Buffer => createHash('md5').update(Buffer.concat(parts)).digest();

/** RC4 for old PDFs. Libraries no longer offer this cipher, because it is insecure. */
const rc4 = (key: Buffer, data: Buffer): Buffer => {
  const state = Uint8Array.from({ length: 256 }, (_, index) => index);
  const at = (index: number) => state[index & 255] ?? 0;
  const swap = (a: number, b: number) => {
    const held = at(a);
    state[a & 255] = at(b);
    state[b & 255] = held;
  };
  for (let i = 0, j = 0; i < 256; i += 1) {
    j = (j + at(i) + (key[i % key.length] ?? 0)) & 255;
    swap(i, j);
  }
  let i = 0;
  let j = 0;
  return Buffer.from(
    data.map((byte) => {
      i = (i + 1) & 255;
      j = (j + at(i)) & 255;
      swap(i, j);
      return byte ^ at(at(i) + at(j));
    }),
  );
};

/** The permissions of readers without the owner's password, as the number in the file. */
export const permissionsOf = { nothing: -64, copy: -64 | 16, print: -64 | 4 } as const;

type Protection = { readonly userPassword: string; readonly permissions?: number };

/** A file with the standard security handler, 40 bits. An empty user password only restricts its use. */
export const makeEncryptedPdf = ({
  userPassword,
  permissions = permissionsOf.nothing,
}: Protection): Buffer => {
  const id = randomBytes(16);
  const owner = rc4(md5(padded('owner')).subarray(0, 5), padded(userPassword));
  const permissionBytes = Buffer.alloc(4);
  permissionBytes.writeInt32LE(permissions);
  const key = md5(padded(userPassword), owner, permissionBytes, id).subarray(0, 5);
  const user = rc4(key, padding);
  const hex = (bytes: Buffer) => `<${bytes.toString('hex')}>`;
  const encrypt = `<< /Filter /Standard /V 1 /R 2 /Length 40 /P ${permissions} /O ${hex(owner)} /U ${hex(user)} >>`;
  const plain = makePdf({
    pages: [{ lines: ['A page behind a lock.'] }],
    trailer: `/Encrypt ${encrypt} /ID [ ${hex(id)} ${hex(id)} ]`,
  });
  return encryptContent(plain, key);
};

/** Encrypts the only stream of the file, object 6. The cipher does not change its length. */
const encryptContent = (file: Buffer, key: Buffer): Buffer => {
  const start = file.indexOf('stream\n') + 'stream\n'.length;
  const end = file.indexOf('\nendstream');
  const ofObject = md5(key, Buffer.from([6, 0, 0, 0, 0])).subarray(0, 10);
  return Buffer.concat([
    file.subarray(0, start),
    rc4(ofObject, file.subarray(start, end)),
    file.subarray(end),
  ]);
};
