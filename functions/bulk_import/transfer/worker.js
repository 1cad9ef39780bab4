// Encrypts one file at a time, apart from the page, which stays alive meanwhile. It may send nothing: see the policy.
//
// In   {file, armored, fingerprint}: what to encrypt, and the key with the fingerprint that the page shows
// Out  {ready}, then for each file {read} (bytes so far), and {done} (a Blob) or {failed} ("unreadable", "key")
import * as openpgp from "./openpgp.min.mjs";

// With a session key of our own, OpenPGP.js encrypts as every program reads it (RFC 9580 section 5.13.1: AES in CFB mode,
// with a check of integrity). By the features of a key of Sequoia it would choose OCB, which it computes in JavaScript.
const session = () => ({ data: crypto.getRandomValues(new Uint8Array(32)), algorithm: "aes256" });

class Unreadable extends Error {}

function counted(file) {
  const reader = file.stream().getReader();
  let read = 0;
  return new ReadableStream({
    async pull(stream) {
      const { done, value } = await reader.read().catch(() => { throw new Unreadable(); });
      if (done) return stream.close();
      stream.enqueue(value);
      read += value.length;
      postMessage({ read });
    },
  });
}

async function encrypted({ file, armored, fingerprint }) {
  const key = await openpgp.readKey({ armoredKey: armored });
  if (key.getFingerprint() !== fingerprint) throw new Error();
  await key.getEncryptionKey();
  const message = await openpgp.createMessage({ binary: counted(file) });
  const stream = await openpgp.encrypt({ message, encryptionKeys: key, sessionKey: session(), format: "binary" });
  const [reader, parts] = [stream.getReader(), []];
  for (let part = await reader.read(); !part.done; part = await reader.read()) parts.push(part.value);
  return new Blob(parts);
}

addEventListener("message", async ({ data }) => {
  try {
    postMessage({ done: await encrypted(data) });
  } catch (error) {
    postMessage({ failed: error instanceof Unreadable ? "unreadable" : "key" });
  }
});

postMessage({ ready: true });
