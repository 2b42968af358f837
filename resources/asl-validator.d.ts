declare module 'asl-validator' {
  interface AslError {
    'Error code': string;
    Message?: string;
    path?: string;
  }
  export default function validate(definition: object): { isValid: boolean; errors: AslError[] };
}
