/**
 * The parts of undici that send requests. The package as a whole also brings `fetch`, web sockets, caches and mocks: more code
 * than all else in a bundle. Undici does not promise these paths; a test compares the parts with the package.
 */
import request from 'undici/lib/api/api-request.js';
import errors from 'undici/lib/core/errors.js';
import Agent from 'undici/lib/dispatcher/agent.js';
import Client from 'undici/lib/dispatcher/client.js';
import Dispatcher from 'undici/lib/dispatcher/dispatcher.js';
import Pool from 'undici/lib/dispatcher/pool.js';

// As undici's own index does with all methods of its API.
Dispatcher.prototype.request = request;

export { Agent, Client, type Dispatcher, errors, Pool };
