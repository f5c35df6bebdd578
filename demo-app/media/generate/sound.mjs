/** A quiet chord that breathes: enough to hear that sound plays, never enough to annoy. */
const RATE = 48_000

/** A mono 16-bit WAV of `seconds`, built from the frequencies of `chord`. */
export function makeWav(seconds, chord) {
  const samples = Math.round(seconds * RATE)
  const wav = Buffer.alloc(44 + samples * 2)
  wav.write('RIFF', 0)
  wav.writeUInt32LE(36 + samples * 2, 4)
  wav.write('WAVEfmt ', 8)
  wav.writeUInt32LE(16, 16)
  wav.writeUInt16LE(1, 20)
  wav.writeUInt16LE(1, 22)
  wav.writeUInt32LE(RATE, 24)
  wav.writeUInt32LE(RATE * 2, 28)
  wav.writeUInt16LE(2, 32)
  wav.writeUInt16LE(16, 34)
  wav.write('data', 36)
  wav.writeUInt32LE(samples * 2, 40)
  for (let i = 0; i < samples; i++) {
    const t = i / RATE
    const edge = Math.min(1, t / 0.8, (seconds - t) / 0.8)
    let value = 0
    chord.forEach((hz, n) => {
      const breath = 0.5 + 0.5 * Math.sin(2 * Math.PI * (0.11 + n * 0.037) * t + n * 1.9)
      value += Math.sin(2 * Math.PI * hz * t) * breath + 0.2 * Math.sin(4 * Math.PI * hz * t) * breath
    })
    wav.writeInt16LE(Math.round(((value * edge * 0.035) / chord.length) * 32767 * 2), 44 + i * 2)
  }
  return wav
}
