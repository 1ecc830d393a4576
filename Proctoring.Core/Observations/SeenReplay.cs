namespace Proctoring.Core.Observations;

/// <summary>The pattern in which a camera's pictures repeat.</summary>
public enum ReplayPattern
{
    /// <summary>They do not repeat.</summary>
    None,

    /// <summary>Earlier pictures come back after others were shown: a loop, or a few pictures in turn.</summary>
    Returning,

    /// <summary>Only noise changes, although a face is in view: a still picture.</summary>
    Still,
}

/// <summary>The comparison of a frame with the session's earlier frames.</summary>
/// <param name="Pattern">The pattern of repetition.</param>
/// <param name="Repeated">The number of compared frames that repeat an earlier one.</param>
/// <param name="Compared">The number of compared frames.</param>
/// <param name="Period">The most frequent time until a picture comes back, or how long the picture has stood still.</param>
public sealed record SeenReplay(ReplayPattern Pattern, int Repeated = 0, int Compared = 0, TimeSpan Period = default)
{
    /// <summary>The pictures do not repeat.</summary>
    public static SeenReplay None { get; } = new(ReplayPattern.None);
}
