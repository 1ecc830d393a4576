namespace Proctoring.Core.Vision.Heads;

/// <summary>What is usual for one candidate: the median of the first values of something. Later ones don't move it, or looking away for long would become usual.</summary>
/// <param name="needed">How many values it is made of.</param>
internal sealed class Baseline(int needed)
{
    readonly List<float> values = [];

    /// <summary>The median; null while there are too few values.</summary>
    public float? Value { get; private set; }

    /// <summary>Takes one value; without effect once there are enough.</summary>
    public void Take(float value)
    {
        if (Value is not null) return;
        values.Add(value);
        if (values.Count < needed) return;
        values.Sort();
        Value = values[values.Count / 2];
        values.Clear();
    }

    /// <summary>The median, but no further from 0 than a candidate's place before the camera explains; null while there is none.</summary>
    public float? Within(float limit) => Value is { } value ? Math.Clamp(value, -limit, limit) : null;
}
