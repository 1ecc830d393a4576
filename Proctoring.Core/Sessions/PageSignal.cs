using Proctoring.Core.Observations;

namespace Proctoring.Core.Sessions;

/// <summary>What a candidate's page sends besides frames: how it stands now, or what was just done in it.</summary>
/// <param name="Id">The page's own id of the signal, so that one sent twice counts once.</param>
/// <param name="State">The state of the page; null where it did not change.</param>
/// <param name="Act">What was done; null where nothing was.</param>
public sealed record PageSignal(string Id, BrowserState? State, BrowserAct? Act);

/// <summary>Why a frame or a signal was not taken. On the wire in lower snake case.</summary>
public enum Refusal
{
    /// <summary>The connection holds no sitting.</summary>
    NotJoined,

    /// <summary>The sitting does not run, or is not proctored.</summary>
    NotRunning,

    /// <summary>The sitting was taken over by another window.</summary>
    OtherWindow,

    /// <summary>More bytes than allowed.</summary>
    TooLarge,

    /// <summary>More pixels than allowed.</summary>
    TooManyPixels,

    /// <summary>Not a picture that we read.</summary>
    NotAnImage,

    /// <summary>Sooner than asked.</summary>
    TooOften,

    /// <summary>A field is missing, unknown or too long.</summary>
    Malformed,
}
