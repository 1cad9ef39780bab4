// The bench: makes a logon link, or checks one, in this browser alone. Nothing is sent and nothing is kept.
"use strict";

const REQUIRED = ["usertype", "userid", "timestamp", "nonce", "token"];
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/;
const LIFETIME = 3600;
const SKEW = 60;

const element = (id) => document.getElementById(id);

function byCodePoint(one, other) {
  const [a, b] = [Array.from(one), Array.from(other)];
  for (let at = 0; at < Math.min(a.length, b.length); at++) {
    if (a[at] !== b[at]) return a[at].codePointAt(0) - b[at].codePointAt(0);
  }
  return a.length - b.length;
}

function messageOf(parameters) {
  return Object.keys(parameters).sort(byCodePoint).map((name) => name + parameters[name]).join("");
}

async function tokenOf(secret, message, hash) {
  const bytes = new TextEncoder();
  const key = await crypto.subtle.importKey("raw", bytes.encode(secret), { name: "HMAC", hash }, false, ["sign"]);
  const signature = await crypto.subtle.sign("HMAC", key, bytes.encode(message));
  return Array.from(new Uint8Array(signature), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function make() {
  const parameters = {
    usertype: element("usertype").value,
    userid: element("userid").value,
    timestamp: element("timestamp").value || new Date().toISOString().replace(/\.\d+Z$/, "Z"),
    nonce: element("nonce").value || crypto.randomUUID(),
  };
  if (element("redirect").value) parameters.redirect = element("redirect").value;
  const message = messageOf(parameters);
  const token = await tokenOf(element("secret").value, message, "SHA-512");
  const pairs = Object.entries({ ...parameters, token });
  const query = pairs.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join("&");
  const address = element("address").value || location.origin + "/";
  element("message").value = message;
  element("link").value = `${address}${address.includes("?") ? "&" : "?"}${query}`;
  element("open").href = element("link").value;
  element("made").hidden = false;
}

function reading(given, mended) {
  const parameters = Object.fromEntries(given);
  delete parameters.token;
  if (mended) {
    for (const name of ["timestamp", "userid"]) {
      if (name in parameters) parameters[name] = parameters[name].replaceAll(" ", "+");
    }
  }
  return parameters;
}

async function fitting(secret, given, token, hash) {
  for (const mended of [false, true]) {
    const parameters = reading(given, mended);
    if ((await tokenOf(secret, messageOf(parameters), hash)) === token.toLowerCase()) return parameters;
  }
  return null;
}

function judgeTime(text) {
  if (!TIME.test(text) || Number.isNaN(Date.parse(text))) {
    return [["timestamp is an ISO 8601 time with a zone (Z or ±hh:mm)", false, text || "empty"]];
  }
  const age = Math.round((Date.now() - Date.parse(text)) / 1000);
  return [
    ["timestamp is an ISO 8601 time with a zone (Z or ±hh:mm)", true, new Date(text).toISOString()],
    [`not older than ${LIFETIME} seconds`, age <= LIFETIME, `${age} seconds old by the clock of this computer`],
    [`not more than ${SKEW} seconds in the future`, -age <= SKEW, `${-age} seconds ahead`],
  ];
}

async function judge(address, secret) {
  const mark = address.indexOf("?");
  if (mark < 0) return [["the address has a query", false, "there is no ? in it"]];
  const given = Array.from(new URLSearchParams(address.slice(mark + 1).split("#")[0]));
  const names = given.map(([name]) => name);
  const missing = REQUIRED.filter((name) => !given.some(([each, value]) => each === name && value));
  const repeated = names.filter((name, at) => names.indexOf(name) !== at);
  const checks = [
    ["all five parameters are there", !missing.length, missing.length ? `missing: ${missing.join(", ")}` : REQUIRED.join(", ")],
    ["none is there more than once", !repeated.length, repeated.join(", ") || "none"],
  ];
  if (missing.length || repeated.length) return checks;
  const token = Object.fromEntries(given).token;
  const hash = { 128: "SHA-512", 40: "SHA-1" }[token.length];
  const wellFormed = Boolean(hash) && /^[0-9a-f]+$/i.test(token);
  checks.push(["token is 128 (SHA-512) or 40 (SHA-1) hexadecimal digits", wellFormed, `${token.length} characters`]);
  if (!wellFormed) return checks;
  if (hash === "SHA-1") checks.push(["the key allows SHA-1 (only for old links)", null, "see the list of keys"]);
  const found = await fitting(secret, given, token, hash);
  const parameters = found || reading(given, false);
  checks.push(["token is the HMAC of this message with this key", Boolean(found), messageOf(parameters)]);
  checks.push(...judgeTime(parameters.timestamp));
  const known = ["careprovider", "client"].includes(parameters.usertype);
  checks.push(["usertype is careprovider or client", known, parameters.usertype]);
  checks.push(["nonce was never used", null, "only the server knows"]);
  checks.push(["userid belongs to an active account", null, "only the server knows"]);
  return checks;
}

async function check() {
  const rows = await judge(element("given").value.trim(), element("given-secret").value);
  const body = element("checks").tBodies[0];
  body.replaceChildren(...rows.map(([what, passed, why]) => {
    const row = document.createElement("tr");
    for (const text of [passed === null ? "?" : passed ? "pass" : "fail", what, why]) {
      const cell = document.createElement("td");
      cell.textContent = text;
      row.append(cell);
    }
    row.className = passed === null ? "" : passed ? "good" : "bad";
    return row;
  }));
  element("checked").hidden = false;
}

element("make").addEventListener("click", make);
element("check").addEventListener("click", check);
