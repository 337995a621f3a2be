/** How much is measured. */
export type Sizes = {
  /** Of the long measurements (throughput); the others take half of it. */
  readonly seconds: number;
  readonly warmUpSeconds: number;
  readonly senders: number;
  /** Events per second offered. */
  readonly rates: readonly number[];
  readonly webhooks: readonly number[];
  readonly backlog: number;
  /** How many processes deliver, and what waits for each number of them. */
  readonly workers: readonly number[];
  readonly workersBacklog: number;
  readonly stored: number;
  /** Deliveries that lists are read from. */
  readonly listed: number;
  readonly hangingEndpoints: number;
  readonly hangingDeliveries: number;
  /** Of one workspace. */
  readonly floodDeliveries: number;
  readonly floodRate: number;
  /** Events per second of the tenant beside them. */
  readonly quietRate: number;
  /** How often it is measured alone and beside them, in turns. */
  readonly fairnessRounds: number;
  /** Tiny: shows that everything works, and measures nothing. Bars in time are not told. */
  readonly isShort: boolean;
};

export const FULL: Sizes = {
  seconds: 60,
  warmUpSeconds: 5,
  senders: 128,
  rates: [50, 200, 500, 1_000],
  webhooks: [1, 100, 1_000],
  backlog: 200_000,
  workers: [1, 2, 4],
  workersBacklog: 40_000,
  stored: 1_000_000,
  listed: 2_000_000,
  hangingEndpoints: 20,
  hangingDeliveries: 50_000,
  floodDeliveries: 50_000,
  floodRate: 300,
  quietRate: 100,
  fairnessRounds: 8,
  isShort: false,
};

export const SHORT: Sizes = {
  seconds: 1,
  warmUpSeconds: 0.2,
  senders: 16,
  rates: [50, 200, 500, 1_000],
  webhooks: [1, 5, 20],
  backlog: 300,
  workers: [1, 2],
  workersBacklog: 200,
  stored: 1_000,
  listed: 5_000,
  hangingEndpoints: 3,
  hangingDeliveries: 30,
  floodDeliveries: 50,
  floodRate: 50,
  quietRate: 50,
  fairnessRounds: 1,
  isShort: true,
};
