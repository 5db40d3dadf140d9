import { Socket } from "node:net";

// Required by a rehearsed process before anything else (`node --require`). Its standard input is a pipe that nobody writes
// to. When that closes, whoever started the process is gone, perhaps without having had the time to end it.
const input = process.stdin;
input.on("close", () => process.exit(1)).resume();
// What is done must not go on only to be told of that.
if (input instanceof Socket) input.unref();
