// Sends the messages that come in as JSON over MLLP, a few at a time without waiting, and prints the answers as JSON.
import { readFileSync } from "node:fs";
import { connect } from "node:net";

const messages = JSON.parse(readFileSync(0, "utf8"));
const AHEAD = 5;
const answers = [];
let sent = 0;
let received = "";

const socket = connect(Number(process.argv[2]), "127.0.0.1", next);
socket.on("data", (data) => {
  received += data.toString("latin1");
  for (let end; (end = received.indexOf("\x1c\r")) >= 0; received = received.slice(end + 2)) {
    answers.push(received.slice(received.indexOf("\x0b") + 1, end));
  }
  next();
});
socket.on("close", () => {
  process.stdout.write(JSON.stringify(answers));
  process.exitCode = answers.length === messages.length ? 0 : 1;
});

function next() {
  while (sent < messages.length && sent - answers.length < AHEAD) {
    socket.write(Buffer.from(`\x0b${messages[sent++]}\x1c\r`, "latin1"));
  }
  if (answers.length === messages.length) socket.end();
}
