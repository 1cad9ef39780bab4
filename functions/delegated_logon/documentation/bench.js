// The bench: makes a logon link, or checks one, in this browser alone. Nothing is sent and nothing is kept.
"use strict";

const REQUIRED = ["usertype", "userid", "timestamp", "nonce", "token"];
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/;
const LIFETIME = 3600;
const SKEW = 60;

const element = (id) => document.getElementById(id);
const say = (english, dutch) => (document.documentElement.lang === "nl" ? dutch : english);

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
  const written = say("timestamp is an ISO 8601 time with a zone (Z or ±hh:mm)", "timestamp is een ISO 8601-tijd met zone (Z of ±uu:mm)");
  if (!TIME.test(text) || Number.isNaN(Date.parse(text))) {
    return [[written, false, text || say("empty", "leeg")]];
  }
  const age = Math.round((Date.now() - Date.parse(text)) / 1000);
  return [
    [written, true, new Date(text).toISOString()],
    [
      say(`not older than ${LIFETIME} seconds`, `niet ouder dan ${LIFETIME} seconden`),
      age <= LIFETIME,
      say(`${age} seconds old by the clock of this computer`, `${age} seconden oud volgens de klok van deze computer`),
    ],
    [
      say(`not more than ${SKEW} seconds in the future`, `niet meer dan ${SKEW} seconden in de toekomst`),
      -age <= SKEW,
      say(`${-age} seconds ahead`, `${-age} seconden vooruit`),
    ],
  ];
}

async function judge(address, secret) {
  const mark = address.indexOf("?");
  if (mark < 0) return [[say("the address has a query", "het adres heeft een query"), false, say("there is no ? in it", "er staat geen ? in")]];
  const given = Array.from(new URLSearchParams(address.slice(mark + 1).split("#")[0]));
  const names = given.map(([name]) => name);
  const missing = REQUIRED.filter((name) => !given.some(([each, value]) => each === name && value));
  const repeated = names.filter((name, at) => names.indexOf(name) !== at);
  const checks = [
    [
      say("all five parameters are there", "alle vijf parameters zijn er"),
      !missing.length,
      missing.length ? `${say("missing", "ontbreekt")}: ${missing.join(", ")}` : REQUIRED.join(", "),
    ],
    [say("none is there more than once", "geen staat er meer dan eens"), !repeated.length, repeated.join(", ") || say("none", "geen")],
  ];
  if (missing.length || repeated.length) return checks;
  const token = Object.fromEntries(given).token;
  const hash = { 128: "SHA-512", 40: "SHA-1" }[token.length];
  const wellFormed = Boolean(hash) && /^[0-9a-f]+$/i.test(token);
  checks.push([
    say("token is 128 (SHA-512) or 40 (SHA-1) hexadecimal digits", "token is 128 (SHA-512) of 40 (SHA-1) hexadecimale cijfers"),
    wellFormed,
    say(`${token.length} characters`, `${token.length} tekens`),
  ]);
  if (!wellFormed) return checks;
  if (hash === "SHA-1") {
    const allows = say("the key allows SHA-1 (only for old links)", "de sleutel staat SHA-1 toe (alleen voor oude links)");
    checks.push([allows, null, say("see the list of keys", "zie de lijst van sleutels")]);
  }
  const found = await fitting(secret, given, token, hash);
  const parameters = found || reading(given, false);
  const fits = say("token is the HMAC of this message with this key", "token is de HMAC van dit bericht met deze sleutel");
  checks.push([fits, Boolean(found), messageOf(parameters)]);
  checks.push(...judgeTime(parameters.timestamp));
  const known = ["careprovider", "client"].includes(parameters.usertype);
  const unknown = say("only the server knows", "dat weet alleen de server");
  checks.push([say("usertype is careprovider or client", "usertype is careprovider of client"), known, parameters.usertype]);
  checks.push([say("nonce was never used", "nonce is nooit gebruikt"), null, unknown]);
  checks.push([say("userid belongs to an active account", "userid is van een actief account"), null, unknown]);
  return checks;
}

async function check() {
  const rows = await judge(element("given").value.trim(), element("given-secret").value);
  const table = element("checks");
  const heads = Array.from(table.tHead.rows[0].cells, (cell) => cell.textContent);
  table.tBodies[0].replaceChildren(...rows.map(([what, passed, why]) => {
    const row = document.createElement("tr");
    const outcome = passed === null ? "?" : passed ? say("pass", "goed") : say("fail", "fout");
    [outcome, what, why].forEach((text, at) => {
      const cell = document.createElement("td");
      cell.textContent = text;
      cell.dataset.label = heads[at];
      row.append(cell);
    });
    row.className = passed === null ? "" : passed ? "good" : "bad";
    return row;
  }));
  element("checked").hidden = false;
}

element("make").addEventListener("click", make);
element("check").addEventListener("click", check);
