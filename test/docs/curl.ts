/** As much of curl as the unsigned commands of the documents use: `-s`, `-i`, `-X`, `-H`, `-d`. */
import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { parseArgs } from 'node:util';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    silent: { type: 'boolean', short: 's' },
    include: { type: 'boolean', short: 'i' },
    request: { type: 'string', short: 'X' },
    header: { type: 'string', short: 'H', multiple: true },
    data: { type: 'string', short: 'd' },
  },
});
const [url, ...others] = positionals;
if (url === undefined || others.length > 0) throw new Error('one address is needed');

const { data } = values;
const body =
  data === '@-' ? await text(process.stdin) : data?.startsWith('@') ? await readFile(data.slice(1), 'utf8') : data;
const headers = (values.header ?? []).map((header): [string, string] => {
  const [name = '', value = ''] = header.split(/: ?(.*)/s);
  return [name, value];
});
const response = await fetch(url, {
  method: values.request ?? (body === undefined ? 'GET' : 'POST'),
  headers,
  ...(body === undefined ? {} : { body }),
});
if (values.include) {
  const lines = [...response.headers].map(([name, value]) => `${name}: ${value}\r\n`);
  process.stdout.write(`HTTP/1.1 ${response.status} ${response.statusText}\r\n${lines.join('')}\r\n`);
}
process.stdout.write(await response.text());
