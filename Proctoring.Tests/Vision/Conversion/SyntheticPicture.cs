namespace Proctoring.Tests.Vision.Conversion;

/// <summary>A picture of waves computed by a formula, the same in the recorders' JavaScript and C++: no file, and nobody's face.</summary>
internal static class SyntheticPicture
{
    /// <summary>The picture as rows of RGB pixels.</summary>
    /// <param name="number">Which picture; the recordings have 1 and 2.</param>
    /// <param name="side">Width and height in pixels.</param>
    /// <param name="scale">Turns a value of 0..255 of a channel (0 is red) into what the network wants.</param>
    public static float[] Make(int number, int side, Func<double, int, double> scale)
    {
        var floats = new float[side * side * 3];
        var at = 0;
        for (var y = 0; y < side; y++)
            for (var x = 0; x < side; x++)
                for (var channel = 0; channel < 3; channel++)
                    floats[at++] = (float)scale(Value(number, y, x, channel), channel);
        return floats;
    }

    static double Value(int number, int y, int x, int channel) => Math.Floor(
        128 + 60 * Math.Sin(0.11 * x * (channel + 1) + 0.05 * y + number) + 60 * Math.Cos(0.07 * y * (3 - channel) - 0.03 * x + 2 * number));
}
