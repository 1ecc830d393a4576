using System.Globalization;

namespace Proctoring.Core.Rules;

/// <summary>A setting of a stored version that has another value on this server, because the saved one would make false flags.</summary>
/// <param name="Key">Its key below <c>Proctoring:Policies:{name}</c>.</param>
/// <param name="Saved">The value that was saved.</param>
/// <param name="Applied">The value that applies.</param>
/// <param name="Reason">The server's setting that causes it, and how.</param>
internal sealed record PolicyAdjustment(string Key, string Saved, string Applied, string Reason)
{
    public override string ToString() => $"{Key}: saved as {Saved}, but {Applied} applies, because {Reason}";

    /// <summary>Lengthens the silence of the camera that this server may cause itself.</summary>
    public static IReadOnlyList<PolicyAdjustment> Apply(IEnumerable<ViolationRule> rules, TimeSpan shortestSilence)
    {
        List<PolicyAdjustment> adjustments = [];
        foreach (var rule in rules.OfType<CameraLostRule>().Where(rule => rule.Enabled && rule.Silence < shortestSilence))
        {
            adjustments.Add(
                new(
                    $"Rules:{rule.Kind.Id}:{nameof(rule.Silence)}",
                    rule.Silence.ToString("c", CultureInfo.InvariantCulture),
                    shortestSilence.ToString("c", CultureInfo.InvariantCulture),
                    $"it must be at least one and a half times {ProctoringOptions.Section}:{nameof(ProctoringOptions.Frames)}:"
                        + $"{nameof(FrameOptions.LongestIntervalMs)}, or a busy server accuses every candidate"
                )
            );
            rule.Silence = shortestSilence;
        }

        return adjustments;
    }
}
