/**
 * Stands in for the SDK's whole credential chain (see esbuild's `alias` in serverless.yml): a Lambda has its
 * credentials in the environment, and loading the rest of the chain costs a quarter of the start-up time.
 */
export { fromEnv as defaultProvider } from '@aws-sdk/credential-provider-env';
