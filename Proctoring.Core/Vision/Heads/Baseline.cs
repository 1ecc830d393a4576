namespace Proctoring.Core.Vision.Heads;

/// <summary>The usual value for one candidate: the median of the first values. Later values do not change it, or looking away for long
/// would become
/// usual.</summary>
/// <param name="needed">The number of values.</param>
internal sealed class Baseline(int needed)
{
    readonly List<float> values = [];

    /// <summary>The median; null while there are too few values.</summary>
    public float? Value { get; private set; }

    /// <summary>Adds a value; does nothing if there are enough.</summary>
    public void Take(float value)
    {
        if (Value is not null)
            return;
        values.Add(value);
        if (values.Count < needed)
            return;
        values.Sort();
        Value = values[values.Count / 2];
        values.Clear();
    }

    /// <summary>The median, limited to what the candidate's place in front of the camera can explain; null while there is none.</summary>
    public float? Within(float limit) => Value is { } value ? Math.Clamp(value, -limit, limit) : null;
}
