import '../environment.ts';
