namespace Proctoring.Core.Observations;

/// <summary>How a camera's pictures repeat.</summary>
public enum ReplayPattern
{
    /// <summary>Pictures that were shown before come back: a loop, or a few pictures in turn.</summary>
    Returning,

    /// <summary>Nothing but noise changes: a still picture.</summary>
    Still,
}

/// <summary>Signs that the camera shows recorded pictures.</summary>
/// <param name="Pattern">How they repeat.</param>
/// <param name="Repeated">How many of the last pictures repeat an earlier one.</param>
/// <param name="Looked">How many pictures that is among.</param>
/// <param name="Period">After how long they come back most often, or how long the picture has stood still.</param>
public sealed record SeenReplay(ReplayPattern Pattern, int Repeated, int Looked, TimeSpan Period);
