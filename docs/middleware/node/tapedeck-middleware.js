'use strict';
/*
 * Write a middleware for TapeDeck (or GoReplay) in Node.js. No dependencies; see ../README.md for the protocol.
 *
 *     const { init, on, setHttpHeader } = require('./tapedeck-middleware');
 *
 *     on('request', message => { message.http = setHttpHeader(message.http, 'X-Replayed', 'yes'); });
 *     init();
 *
 * Standard output belongs to the protocol: write to standard error (console.error).
 */

/** What a handler returns to leave its message out. */
const DROP = Symbol('drop');

const KINDS = { 1: 'request', 2: 'response', 3: 'replay' };
const handlers = new Map();

/** One recorded message: `kind` is 'request', 'response' (the recorded one) or 'replay' (the one a target gave now). */
class Message {
  constructor(line) {
    const bytes = Buffer.from(line, 'hex');
    const end = bytes.indexOf(10);
    this.meta = bytes.subarray(0, end).toString('latin1');
    this.http = bytes.subarray(end + 1);
    const fields = this.meta.split(' ');
    this.kind = KINDS[fields[0]] ?? 'other';
    this.id = fields[1];
  }

  line() {
    return Buffer.concat([Buffer.from(this.meta + '\n', 'latin1'), this.http]).toString('hex') + '\n';
  }
}

const key = (kind, id) => (id === undefined ? kind : `${kind} ${id}`);

/**
 * Calls handler(message) for each message of a kind, or with an id only for that exchange's, once.
 * 'message' stands for every kind. A handler may change message.http; it returns another message to put it in its place,
 * DROP to leave it out, and anything else to let it pass. It may return a promise.
 */
function on(kind, idOrHandler, handler) {
  const at = handler === undefined ? key(kind) : key(kind, idOrHandler);
  handlers.set(at, [...(handlers.get(at) ?? []), handler ?? idOrHandler]);
}

/** Takes a message through its handlers; gives what goes on, or null. */
async function handle(message) {
  for (const kind of ['message', message.kind]) {
    const once = handlers.get(key(kind, message.id)) ?? [];
    handlers.delete(key(kind, message.id));
    for (const call of [...(handlers.get(key(kind)) ?? []), ...once]) {
      const result = await call(message);
      if (result === DROP) return null;
      if (result instanceof Message) message = result;
    }
  }
  return message;
}

/** Reads messages until standard input ends. One is handled after the other, so order is kept. */
async function init() {
  let parts = [];
  for await (const chunk of process.stdin) {
    let start = 0;
    for (let end; (end = chunk.indexOf(10, start)) >= 0; start = end + 1) {
      parts.push(chunk.subarray(start, end));
      await pass(Buffer.concat(parts).toString('latin1').trim());
      parts = [];
    }
    parts.push(chunk.subarray(start));
  }
}

async function pass(line) {
  const message = line ? await handle(new Message(line)) : null;
  if (message && !process.stdout.write(message.line())) {
    await new Promise(resolve => process.stdout.once('drain', resolve));
  }
}

// --- parts of an HTTP message: each function takes its bytes; those that change something return the new bytes ---

function split(http) {
  const end = http.indexOf('\r\n\r\n');
  return end < 0
    ? { lines: http.toString('latin1').split('\r\n'), body: Buffer.alloc(0), end: '' }
    : { lines: http.subarray(0, end).toString('latin1').split('\r\n'), body: http.subarray(end + 4), end: '\r\n\r\n' };
}

const join = ({ lines, body, end }) => Buffer.concat([Buffer.from(lines.join('\r\n') + end, 'latin1'), body]);
const latin = text => Buffer.from(String(text), 'utf8').toString('latin1'); // the bytes of a text, one character each
const nameOf = line => line.split(':', 1)[0].trim().toLowerCase();
const indexOfHeader = (lines, name) => lines.findIndex((line, i) => i > 0 && line.includes(':') && nameOf(line) === name.toLowerCase());
const start = http => split(http).lines[0].split(' ');

const httpMethod = http => start(http)[0];

/** The request target: path and query as sent. */
const httpPath = http => start(http).slice(1, -1).join(' ');

function setHttpPath(http, path) {
  const parts = split(http);
  const line = parts.lines[0].split(' ');
  parts.lines[0] = [line[0], latin(path), line[line.length - 1]].join(' ');
  return join(parts);
}

/** The status code of a response, as text. */
const httpStatus = http => start(http)[1] ?? '';

/** Names as sent and their values; the values of a repeated header are joined with ', '. */
function httpHeaders(http) {
  const headers = {};
  for (const line of split(http).lines.slice(1)) {
    const colon = line.indexOf(':');
    if (colon >= 0) {
      const name = line.slice(0, colon).trim();
      const value = line.slice(colon + 1).trim();
      headers[name] = name in headers ? `${headers[name]}, ${value}` : value;
    }
  }
  return headers;
}

/** The first value of a header, looked for in any case; null when there is none. */
function httpHeader(http, name) {
  const { lines } = split(http);
  const at = indexOfHeader(lines, name);
  return at < 0 ? null : lines[at].slice(lines[at].indexOf(':') + 1).trim();
}

/** Replaces the first header of that name, or adds one behind the start line. */
function setHttpHeader(http, name, value) {
  const parts = split(http);
  const at = indexOfHeader(parts.lines, name);
  if (at < 0) {
    parts.lines.splice(1, 0, `${name}: ${latin(value)}`);
  } else {
    parts.lines[at] = `${parts.lines[at].split(':', 1)[0]}: ${latin(value)}`;
  }
  return join(parts);
}

function withoutHeader(http, name) {
  const parts = split(http);
  parts.lines = parts.lines.filter((line, i) => i === 0 || nameOf(line) !== name.toLowerCase());
  return join(parts);
}

const httpBody = http => split(http).body;

/** Replaces the body and tells its length; it is sent plain, without chunks. */
function setHttpBody(http, body) {
  const bytes = Buffer.from(body);
  const parts = split(setHttpHeader(withoutHeader(http, 'Transfer-Encoding'), 'Content-Length', bytes.length));
  return join({ lines: parts.lines, body: bytes, end: '\r\n\r\n' });
}

const decode = text => {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
};
const encode = text => encodeURIComponent(text).replace(/[!'()*]/g, c => '%' + c.charCodeAt(0).toString(16).toUpperCase());

function param(text, name) {
  const pair = text.split('&').find(each => decode(each.split('=', 1)[0]) === name);
  return pair === undefined ? null : decode(pair.slice(pair.split('=', 1)[0].length + 1));
}

function withParam(text, name, value) {
  const pairs = text ? text.split('&') : [];
  const at = pairs.findIndex(each => decode(each.split('=', 1)[0]) === name);
  pairs.splice(at < 0 ? pairs.length : at, 1, `${encode(name)}=${encode(value)}`);
  return pairs.join('&');
}

const queryOf = path => (path.includes('?') ? path.slice(path.indexOf('?') + 1) : '');

/** The decoded value of a query parameter; null when there is none. */
const httpPathParam = (http, name) => param(queryOf(httpPath(http)), name);

function setHttpPathParam(http, name, value) {
  const parts = split(http);
  const line = parts.lines[0].split(' ');
  const path = httpPath(http);
  parts.lines[0] = [line[0], `${path.split('?', 1)[0]}?${withParam(queryOf(path), name, value)}`, line[line.length - 1]].join(' ');
  return join(parts);
}

/** The decoded value of a field of a form (application/x-www-form-urlencoded); null when there is none. */
const httpBodyParam = (http, name) => param(httpBody(http).toString('latin1'), name);

const setHttpBodyParam = (http, name, value) => setHttpBody(http, Buffer.from(withParam(httpBody(http).toString('latin1'), name, value), 'latin1'));

const cookies = http => (httpHeader(http, 'Cookie') || '').split(';').map(pair => pair.trim()).filter(Boolean);
const setCookies = (http, pairs) => {
  const parts = split(http);
  const at = indexOfHeader(parts.lines, 'Cookie');
  const line = `${at < 0 ? 'Cookie' : parts.lines[at].split(':', 1)[0]}: ${pairs.join('; ')}`;
  parts.lines.splice(at < 0 ? 1 : at, at < 0 ? 0 : 1, line);
  return join(parts);
};

/** The value of a request's cookie; null when there is none. */
function httpCookie(http, name) {
  const pair = cookies(http).find(each => each.split('=', 1)[0] === name);
  return pair === undefined ? null : pair.slice(name.length + 1);
}

function setHttpCookie(http, name, value) {
  const pairs = cookies(http);
  const at = pairs.findIndex(each => each.split('=', 1)[0] === name);
  pairs.splice(at < 0 ? pairs.length : at, 1, `${name}=${value}`);
  return setCookies(http, pairs);
}

function deleteHttpCookie(http, name) {
  const kept = cookies(http).filter(each => each.split('=', 1)[0] !== name);
  return kept.length > 0 ? setCookies(http, kept) : withoutHeader(http, 'Cookie');
}

/**
 * Finds the same thing in both responses of an exchange: callback(recorded, replayed) is called once both have come.
 * Each is the first group of the pattern, or all of it if it has none; null where it does not match.
 */
function searchResponses(id, pattern, callback) {
  const found = {};
  const note = message => {
    const match = message.http.toString('latin1').match(pattern);
    found[message.kind] = match && (match.length > 1 ? match[1] : match[0]);
    if ('response' in found && 'replay' in found) callback(found.response, found.replay);
  };
  on('response', id, note);
  on('replay', id, note);
}

module.exports = {
  DROP, Message, deleteHttpCookie, handle, httpBody, httpBodyParam, httpCookie, httpHeader, httpHeaders, httpMethod, httpPath, httpPathParam,
  httpStatus, init, on, searchResponses, setHttpBody, setHttpBodyParam, setHttpCookie, setHttpHeader, setHttpPath, setHttpPathParam,
};
