/** The least that a client has to do: sign, send, read. */
import { AwsV4Signer } from 'aws4fetch';

const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, AWS_REGION: region } = process.env;
const [, , url] = process.argv;
const signer = new AwsV4Signer({ url, accessKeyId, secretAccessKey, region, service: 'execute-api' });
const { url: signedUrl, headers } = await signer.sign();
const response = await fetch(signedUrl, { headers });
console.log(await response.text());
