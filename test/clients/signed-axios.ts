/** What docs/operations.md tells users of axios-based clients: sign each request, and say its path. */
import { aws4Interceptor, type Credentials, type CredentialsProvider } from 'aws4-axios';
import axios, { type AxiosInstance } from 'axios';

export function signedAxios(region: string, credentials: Credentials | CredentialsProvider): AxiosInstance {
  const instance = axios.create();
  instance.interceptors.request.use(aws4Interceptor({ credentials, options: { region, service: 'execute-api' } }));
  // What is added last runs first, so that this header is signed as well.
  instance.interceptors.request.use((request) => {
    const { pathname } = new URL(instance.getUri(request));
    const at = pathname.indexOf('/sp-api/');
    if (at !== -1) request.headers.set('x-sp-api-path', pathname.slice(at + '/sp-api'.length));
    return request;
  });
  return instance;
}
