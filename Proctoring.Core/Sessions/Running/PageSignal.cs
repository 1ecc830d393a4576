using Proctoring.Core.Observations;

namespace Proctoring.Core.Sessions.Running;

/// <summary>What a candidate's page sends besides frames: how it stands now, or what was just done in it.</summary>
/// <param name="Id">The page's own id of the signal, so that one sent twice counts once.</param>
/// <param name="State">The state of the page; null where it did not change.</param>
/// <param name="Act">What was done; null where nothing was.</param>
/// <param name="Camera">The camera in use; null where that was not said.</param>
public sealed record PageSignal(string Id, BrowserState? State, BrowserAct? Act, PageCamera? Camera = null);

/// <summary>A camera as the candidate's browser names it.</summary>
/// <param name="Label">Its name for people.</param>
/// <param name="Id">The browser's own id, the same each time on this site; null where it gives none.</param>
public sealed record PageCamera(string Label, string? Id);

/// <summary>Sound as it came in.</summary>
/// <param name="Pcm">Samples of 16 bits, the low byte first, at 16 kHz.</param>
/// <param name="At">When it came, UTC.</param>
internal sealed record SoundPiece(byte[] Pcm, DateTime At);

/// <summary>Why a frame, a piece of sound or a signal was not taken. On the wire in lower snake case.</summary>
public enum Refusal
{
    /// <summary>The connection holds no session.</summary>
    NotJoined,

    /// <summary>The session does not run, or is not proctored.</summary>
    NotRunning,

    /// <summary>The session was taken over by another window.</summary>
    OtherWindow,

    /// <summary>More bytes than allowed.</summary>
    TooLarge,

    /// <summary>More than 2 megapixels.</summary>
    TooManyPixels,

    /// <summary>A picture, but not the baseline JPEG that camera frames must be.</summary>
    NotBaselineJpeg,

    /// <summary>Not a picture that we read.</summary>
    NotAnImage,

    /// <summary>Sooner than asked.</summary>
    TooOften,

    /// <summary>A field is missing, unknown or too long.</summary>
    Malformed,
}
