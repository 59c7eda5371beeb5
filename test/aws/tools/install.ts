/** Installs the tools that `npm run test:aws` needs, and says where they are. */
import { installLambdaRuntime } from './lambda-runtime.ts';
import { installPython } from './python.ts';

const [python, lambdaRuntime] = await Promise.all([installPython(), installLambdaRuntime()]);
for (const name of ['sam', 'cfn-lint', 'moto_server', 'schemathesis']) console.log(python.program(name));
console.log(lambdaRuntime);
