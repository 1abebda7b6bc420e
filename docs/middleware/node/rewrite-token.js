'use strict';
/*
 * Logs in again: what a recording calls a token is of no use to the target that is replayed to.
 *
 * A request to /login is answered with {"token": "..."}. The recorded answer and the target's answer are compared, and from then on the
 * recorded token is replaced by the target's in the Authorization header and the parameter "token" of all requests.
 * Needs recorded responses (--input-raw-track-response) and replayed ones (--output-http-track-response).
 */

const { httpHeader, httpPath, httpPathParam, init, on, searchResponses, setHttpHeader, setHttpPathParam } = require('./tapedeck-middleware');

const tokens = new Map();

on('request', message => {
  if (httpPath(message.http).startsWith('/login')) {
    searchResponses(message.id, /"token":\s*"([^"]+)"/, (recorded, replayed) => {
      if (recorded && replayed) tokens.set(recorded, replayed);
    });
    return;
  }

  const token = httpPathParam(message.http, 'token');
  if (tokens.has(token)) {
    message.http = setHttpPathParam(message.http, 'token', tokens.get(token));
  }

  const bearer = (httpHeader(message.http, 'Authorization') ?? '').match(/^Bearer (.+)/);
  if (bearer && tokens.has(bearer[1])) {
    message.http = setHttpHeader(message.http, 'Authorization', `Bearer ${tokens.get(bearer[1])}`);
  }
});
init();
