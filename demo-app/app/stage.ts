/**
 * Keeps a picture of 80 × 45 rem as large as the window allows, whatever its shape: 1 rem is 16 px at 1280 × 720.
 */
export function fitStage(): void {
  const fit = () => {
    const rem = Math.min(window.innerWidth / 80, window.innerHeight / 45)
    document.documentElement.style.fontSize = rem + 'px'
  }
  fit()
  window.addEventListener('resize', fit)
}
