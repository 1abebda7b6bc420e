'use strict';
// Lets everything pass and says on standard error what it saw.

const { init, on } = require('./tapedeck-middleware');

on('message', message => console.error(message.kind, message.id));
init();
