const SIZE = 6;

/** The colour with lighter stripes across it; the colour alone where there is no canvas to draw on. */
export function hatched(colour: string): CanvasPattern | string {
  const canvas = document.createElement("canvas");
  canvas.width = SIZE;
  canvas.height = SIZE;
  const context = canvas.getContext("2d");
  if (context === null) return colour;
  context.fillStyle = colour;
  context.fillRect(0, 0, SIZE, SIZE);
  context.strokeStyle = "rgb(255 255 255 / 45%)";
  context.lineWidth = 1.5;
  // Three strokes, so that the stripes meet where the pattern repeats.
  for (const shift of [-SIZE, 0, SIZE]) {
    context.moveTo(shift, SIZE);
    context.lineTo(shift + SIZE, 0);
  }
  context.stroke();
  return context.createPattern(canvas, "repeat") ?? colour;
}
