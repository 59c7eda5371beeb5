/**
 * The parts of undici that send requests. The package as a whole also brings `fetch`, web sockets, caches and mocks: more code
 * than all else in a bundle. Undici does not promise these paths; a test compares the parts with the package.
 */
import errors from 'undici/lib/core/errors.js';
import Agent from 'undici/lib/dispatcher/agent.js';
import Client from 'undici/lib/dispatcher/client.js';
import Pool from 'undici/lib/dispatcher/pool.js';

export type { Dispatcher } from 'undici';
export { Agent, Client, errors, Pool };
