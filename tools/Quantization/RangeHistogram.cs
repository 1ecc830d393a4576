namespace Proctoring.Tools.Quantization;

/// <summary>The distribution of a value over all pictures, and the range with the least error.</summary>
/// <param name="slope">The slope of the LeakyRelu that reads the value, below 0; 1 if there is none.</param>
internal sealed class RangeHistogram(double slope)
{
    const int Bins = 4096;
    const int LowSteps = 25;
    const int HighSteps = 40;
    const double Steps = 255;

    readonly long[] counts = new long[Bins];
    double[]? sums;
    long perChannel;
    double least;
    double most;

    /// <summary>Widens the limits to these numbers. All pictures are shown once before the first is counted.</summary>
    public void Widen(ReadOnlySpan<float> values)
    {
        foreach (var value in values)
        {
            least = Math.Min(least, value);
            most = Math.Max(most, value);
        }
    }

    /// <summary>Counts the numbers of one picture.</summary>
    public void Count(ReadOnlySpan<float> values, int channels)
    {
        sums ??= new double[channels];
        var size = values.Length / channels;
        perChannel += size;
        for (var channel = 0; channel < channels; channel++)
            foreach (var value in values.Slice(channel * size, size))
            {
                sums[channel] += value < 0 ? value * slope : value;
                counts[Math.Clamp((int)((value - least) / (most - least) * Bins), 0, Bins - 1)]++;
            }
    }

    /// <summary>The mean of each channel, behind the LeakyRelu.</summary>
    public IEnumerable<double> Means() => (sums ?? []).Select(sum => sum / perChannel);

    /// <summary>The range with the least square error: of rounding inside, and of the distance outside.</summary>
    public (float Low, float High) Best()
    {
        var (best, range) = (double.MaxValue, ((float)least, (float)most));
        for (var i = least < 0 ? 0 : LowSteps; i <= LowSteps; i++)
            for (var j = 1; j <= HighSteps; j++)
            {
                var (low, high) = (least * i / LowSteps, most * j / HighSteps);
                if (high > low && Error(low, high) is var error && error < best)
                    (best, range) = (error, ((float)low, (float)high));
            }

        return range;
    }

    double Error(double low, double high)
    {
        var rounding = Math.Pow((high - low) / Steps, 2) / 12;
        double error = 0;
        for (var bin = 0; bin < Bins; bin++)
        {
            if (counts[bin] == 0)
                continue;
            var value = least + (bin + 0.5) * (most - least) / Bins;
            var outside = Math.Max(Math.Max(low - value, value - high), 0);
            error += counts[bin] * (value < 0 ? slope * slope : 1) * (outside > 0 ? outside * outside : rounding);
        }

        return error;
    }
}
