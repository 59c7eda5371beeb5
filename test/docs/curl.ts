/** As much of curl as the README's examples use, so that the tests need nothing but Node: `-s`, `-X`, `-H`, `-d`. */
import { text } from 'node:stream/consumers';
import { parseArgs } from 'node:util';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    silent: { type: 'boolean', short: 's' },
    request: { type: 'string', short: 'X' },
    header: { type: 'string', short: 'H', multiple: true },
    data: { type: 'string', short: 'd' },
  },
});
const [url, ...others] = positionals;
if (url === undefined || others.length > 0) throw new Error('one address is needed');

const body = values.data === '@-' ? await text(process.stdin) : values.data;
const headers = (values.header ?? []).map((header): [string, string] => {
  const [name = '', value = ''] = header.split(/: ?(.*)/s);
  return [name, value];
});
const response = await fetch(url, {
  method: values.request ?? (body === undefined ? 'GET' : 'POST'),
  headers,
  ...(body === undefined ? {} : { body }),
});
process.stdout.write(await response.text());
