/** A broker of somebody else's, such as stands where MQTT_URL points: it knows no device and no rule of ours. */
import { createServer, type Socket } from "node:net";
import { Aedes } from "aedes";

export type OutsideBroker = Readonly<{ port: number; url: string; stop(): Promise<void> }>;

export const startOutsideBroker = async (): Promise<OutsideBroker> => {
  const broker = await Aedes.createBroker();
  const server = createServer((socket: Socket) => broker.handle(socket));
  const port = await new Promise<number>((resolve) => {
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      resolve(typeof address === "object" && address !== null ? address.port : 0);
    });
  });
  return {
    port,
    url: `mqtt://127.0.0.1:${port}`,
    stop: async () => {
      await new Promise<void>((resolve) => broker.close(() => resolve()));
      await new Promise((resolve) => server.close(resolve));
    },
  };
};
