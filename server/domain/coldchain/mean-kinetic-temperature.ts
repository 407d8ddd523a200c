/**
 * Mean kinetic temperature (USP): the one temperature that would have done the same harm,
 * T = (ΔH/R) / −ln(Σ wᵢ·e^(−ΔH/(R·Tᵢ)) / Σ wᵢ), with T in kelvin. It never excuses an excursion.
 */
const ACTIVATION_KJ_PER_MOL = 83.144;
const GAS_CONSTANT_KJ_PER_MOL_K = 8.3144e-3;
const RATIO_K = ACTIVATION_KJ_PER_MOL / GAS_CONSTANT_KJ_PER_MOL_K;
const ZERO_CELSIUS_K = 273.15;

export type WeightedTemperature = Readonly<{ celsius: number; weight: number }>;

/** Undefined without any weight. */
export const meanKineticTemperatureC = (temperatures: readonly WeightedTemperature[]): number | undefined => {
  let [sum, weights] = [0, 0];
  for (const { celsius, weight } of temperatures) {
    sum += weight * Math.exp(-RATIO_K / (celsius + ZERO_CELSIUS_K));
    weights += weight;
  }
  return weights > 0 ? RATIO_K / -Math.log(sum / weights) - ZERO_CELSIUS_K : undefined;
};

/** Each reading stands for the time up to the next one, except over a gap, for which there is no evidence. */
export const weightByTime = (readings: readonly Readonly<{ atMs: number; celsius: number }>[], gapAfterMs: number): WeightedTemperature[] =>
  readings.slice(0, -1).map((reading, index) => {
    const forMs = readings[index + 1]!.atMs - reading.atMs;
    return { celsius: reading.celsius, weight: forMs > gapAfterMs ? 0 : forMs };
  });
