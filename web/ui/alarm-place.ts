/** Where an alarm is: a device that travels on a unit is registered at a site, but it is with the unit. */
const TRAVELLING = new Set(["seal_opened", "seal_tampered", "temperature_excursion", "device_silent", "battery_low", "clock_suspect"]);

export const siteOfAlarm = (alarm: Readonly<{ kind: string; unit: string | null; site: string | null }>): string | null =>
  alarm.unit !== null && TRAVELLING.has(alarm.kind) ? null : alarm.site;
