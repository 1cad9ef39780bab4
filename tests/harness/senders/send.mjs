// `node send.mjs PACKAGE PORT` sends the messages that come in as JSON by that package's MLLP client, each when the one
// before it is answered, and prints the answers as JSON, in the order of the messages. All write UTF-8.
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { Hl7Message } from "@medplum/core";
import { Hl7Client } from "@medplum/hl7";
import { Client, Message } from "node-hl7-client";
import simple from "simple-hl7";

const HOST = "127.0.0.1";
const senders = { "node-hl7-client": byNodeHl7Client, "@medplum/hl7": byMedplum, "simple-hl7": bySimpleHl7 };
const [name, port] = process.argv.slice(2);
const answers = await senders[name](JSON.parse(readFileSync(0, "utf8")), Number(port));
process.stdout.write(JSON.stringify(answers));

// A client of this package speaks one version of HL7: so there is one for each, side by side.
async function byNodeHl7Client(texts, port) {
  const messages = texts.map((text) => new Message({ text }));
  const versions = messages.map((message) => message.get("MSH.12").toString());
  const answers = [];
  const send = async (version) => {
    let answered;
    const client = new Client({ host: HOST, version });
    const connection = client.createConnection({ port }, (answer) => answered(answer.getMessage().toString()));
    await once(connection, "connect");
    for (const [number, message] of messages.entries()) {
      if (versions[number] !== version) continue;
      const answer = new Promise((resolve) => (answered = resolve));
      await connection.sendMessage(message);
      answers[number] = await answer;
    }
    await connection.close();
  };
  await Promise.all([...new Set(versions)].map(send));
  return answers;
}

async function byMedplum(texts, port) {
  const client = new Hl7Client({ host: HOST, port });
  const answers = [];
  for (const text of texts) answers.push((await client.sendAndWait(Hl7Message.parse(text))).toString());
  await client.close();
  return answers;
}

async function bySimpleHl7(texts, port) {
  const client = simple.Server.createTcpClient({ host: HOST, port, keepalive: true });
  const parser = new simple.Parser({ segmentSeperator: "\r" });
  const answers = [];
  for (const text of texts) {
    const answered = (resolve, reject) =>
      client.send(parser.parse(text), (error, answer) => (error ? reject(error) : resolve(answer.toString())));
    answers.push(await new Promise(answered));
  }
  client.close();
  return answers;
}
