namespace Proctoring.Tests.Tools.Conversion;

/// <summary>A picture of waves computed by a formula, the same in the recorders' JavaScript and C++: no file, and no real face.</summary>
internal static class SyntheticPicture
{
    /// <summary>The picture as rows of RGB pixels.</summary>
    /// <param name="number">The number of the picture; the recordings have 1 and 2.</param>
    /// <param name="side">Width and height in pixels.</param>
    /// <param name="scale">Converts a value of 0..255 of a channel (0 is red) to the network's input.</param>
    public static float[] Make(int number, int side, Func<double, int, double> scale) =>
        [
            .. from y in Enumerable.Range(0, side)
            from x in Enumerable.Range(0, side)
            from channel in Enumerable.Range(0, 3)
            select (float)scale(Value(number, y, x, channel), channel),
        ];

    /// <summary>The picture as a blue, a green and a red plane.</summary>
    /// <param name="number">The number of the picture; the recordings have 1 and 2.</param>
    /// <param name="width">Width in pixels.</param>
    /// <param name="height">Height in pixels.</param>
    /// <param name="scale">Converts a value of 0..255 of a channel (0 is red) to the network's input.</param>
    public static float[] Planes(int number, int width, int height, Func<double, int, double> scale) =>
        [
            .. from channel in (int[])[2, 1, 0]
            from y in Enumerable.Range(0, height)
            from x in Enumerable.Range(0, width)
            select (float)scale(Value(number, y, x, channel), channel),
        ];

    static double Value(int number, int y, int x, int channel) =>
        Math.Floor(
            128
                + 60 * Math.Sin(0.11 * x * (channel + 1) + 0.05 * y + number)
                + 60 * Math.Cos(0.07 * y * (3 - channel) - 0.03 * x + 2 * number)
        );
}
