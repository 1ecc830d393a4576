using Proctoring.Core.Audio;
using Proctoring.Core.Observations;

namespace Proctoring.Core.Sessions.Running;

/// <summary>A message of a candidate's page besides frames: its state, or an act in it.</summary>
/// <param name="PageId">The page's random name of itself.</param>
/// <param name="Seq">The page's number of the signal, from 1, so that one sent twice counts once.</param>
/// <param name="State">The state of the page; null if it did not change.</param>
/// <param name="Act">The act; null for none.</param>
/// <param name="Camera">The camera in use; null if not reported.</param>
[GenerateSerializer, Immutable, Alias("proctoring.page_signal")]
public sealed record PageSignal(string PageId, int Seq, BrowserState? State, BrowserAct? Act, PageCamera? Camera = null);

/// <summary>A camera in the browser's terms.</summary>
/// <param name="Label">Its name for people.</param>
/// <param name="Id">The browser's own id, the same each time on this site; null if it gives none.</param>
[GenerateSerializer, Immutable, Alias("proctoring.page_camera")]
public sealed record PageCamera(string Label, string? Id);

/// <summary>A piece of audio.</summary>
/// <param name="Pcm">Samples of 16 bits, the low byte first, at 16 kHz.</param>
/// <param name="At">The time of its arrival, UTC.</param>
internal sealed record SoundPiece(byte[] Pcm, DateTime At)
{
    public TimeSpan Duration => TimeSpan.FromSeconds(Pcm.Length / (2.0 * VoiceModel.Rate));
}

/// <summary>Why a frame, a picture of the screen, a piece of sound or a signal was refused. On the wire in lower snake case.</summary>
public enum Refusal
{
    /// <summary>The connection has joined no session.</summary>
    NotJoined,

    /// <summary>The session does not run, or is not proctored.</summary>
    NotRunning,

    /// <summary>Another window took over the session.</summary>
    OtherWindow,

    /// <summary>More bytes than allowed.</summary>
    TooLarge,

    /// <summary>More than 2 megapixels.</summary>
    TooManyPixels,

    /// <summary>A picture, but not a baseline JPEG as required for camera frames.</summary>
    NotBaselineJpeg,

    /// <summary>Not a picture in a known format.</summary>
    NotAnImage,

    /// <summary>Sooner than allowed.</summary>
    TooOften,

    /// <summary>A field is missing, unknown or too long.</summary>
    Malformed,

    /// <summary>A picture of the screen that the session does not ask for now.</summary>
    NotWanted,
}
