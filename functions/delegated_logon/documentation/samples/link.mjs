import { createHmac, randomUUID } from "node:crypto";

function logonLink(secret, address, userType, userId) {
  const parameters = {
    usertype: userType,
    userid: userId,
    timestamp: new Date().toISOString(),
    nonce: randomUUID(),
  };
  const message = Object.keys(parameters).sort().map((name) => name + parameters[name]).join("");
  parameters.token = createHmac("sha512", secret).update(message, "utf8").digest("hex");
  const pairs = Object.entries(parameters).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  return `${address}?${pairs.join("&")}`;
}

console.log(logonLink(...process.argv.slice(2)));
