/**
 * The sound of the podcast: waves, a fog horn, a bell buoy. Writes a WAV of 8 bits, which every engine plays and which needs no encoder.
 */
const RATE = 8000
export const PODCAST_SECONDS = 20

/** Seconds at which the horn and the bell are heard. */
const HORN_S = [2.5, 9, 15.5]
const BELL_S = [5.6, 7, 12.2, 13.6, 18]

export function makePodcast() {
  const samples = PODCAST_SECONDS * RATE
  const wav = Buffer.alloc(44 + samples)
  wav.write('RIFF', 0)
  wav.writeUInt32LE(36 + samples, 4)
  wav.write('WAVEfmt ', 8)
  wav.writeUInt32LE(16, 16)
  wav.writeUInt16LE(1, 20)
  wav.writeUInt16LE(1, 22)
  wav.writeUInt32LE(RATE, 24)
  wav.writeUInt32LE(RATE, 28)
  wav.writeUInt16LE(1, 32)
  wav.writeUInt16LE(8, 34)
  wav.write('data', 36)
  wav.writeUInt32LE(samples, 40)
  const wave = createWaves()
  for (let i = 0; i < samples; i++) {
    const t = i / RATE
    const edge = Math.min(1, t, PODCAST_SECONDS - t)
    const value = (wave(t) + horn(t) + bell(t)) * edge
    wav.writeUInt8(Math.max(0, Math.min(255, Math.round(128 + value * 127))), 44 + i)
  }
  return wav
}

/** Noise that is made dull and swells like water on a quay; the same at each run. */
function createWaves() {
  let seed = 7
  let dull = 0
  return (t) => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648
    dull += (seed / 1_073_741_824 - 1 - dull) * 0.08
    const swell = 0.5 + 0.5 * Math.sin((2 * Math.PI * t) / 5.2)
    return dull * (0.25 + 0.75 * swell * swell) * 0.7
  }
}

function horn(t) {
  return HORN_S.reduce((sum, at) => {
    const since = t - at
    if (since < 0 || since > 2.6) return sum
    const swell = Math.sin((Math.PI * since) / 2.6) ** 0.5
    return sum + swell * 0.22 * (Math.sin(2 * Math.PI * 98 * t) + 0.4 * Math.sin(2 * Math.PI * 147 * t))
  }, 0)
}

function bell(t) {
  return BELL_S.reduce((sum, at) => {
    const since = t - at
    if (since < 0) return sum
    return (
      sum + Math.exp(-since * 2.4) * 0.2 * (Math.sin(2 * Math.PI * 880 * t) + 0.5 * Math.sin(2 * Math.PI * 2426 * t))
    )
  }, 0)
}
