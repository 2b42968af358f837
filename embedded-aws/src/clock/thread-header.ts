/** The header by which the endpoint knows which thread calls. */
export const THREAD_HEADER = 'x-embedded-thread';
