using System.Text.Json.Serialization;

namespace Proctoring.Tools.Quantization;

/// <summary>The range of a value of a network, measured on pictures.</summary>
/// <param name="Name">The value's name in the folded network.</param>
/// <param name="Low">The number that 0 of 255 steps stands for, at most 0.</param>
/// <param name="High">The number that 255 stands for.</param>
/// <param name="Means">For the input of a convolution the mean of each channel, as base64 of 16-bit floats; null for other values.</param>
internal sealed record TensorRange(string Name, float Low, float High, string? Means = null)
{
    const int Steps = 255;

    /// <summary>The difference between two steps.</summary>
    [JsonIgnore]
    public float Scale => (float)(((double)High - Low) / Steps);

    /// <summary>The step that stands for 0.</summary>
    [JsonIgnore]
    public byte Zero => (byte)Math.Clamp(Math.Round(-Low / (double)Scale), 0, Steps);

    /// <summary>The mean of each channel; empty if there is none.</summary>
    public double[] ChannelMeans()
    {
        var bytes = Convert.FromBase64String(Means ?? "");
        return [.. Enumerable.Range(0, bytes.Length / 2).Select(i => (double)BitConverter.ToHalf(bytes, 2 * i))];
    }

    /// <summary>Writes the mean of each channel.</summary>
    public static string Written(IEnumerable<double> means) =>
        Convert.ToBase64String([.. means.SelectMany(mean => BitConverter.GetBytes((Half)mean))]);
}
