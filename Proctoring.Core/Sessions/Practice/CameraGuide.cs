using Proctoring.Core.Observations;
using Proctoring.Core.Vision;
using Proctoring.Core.Vision.Pictures;

namespace Proctoring.Core.Sessions.Practice;

/// <summary>Judges camera pictures before an exam, so that candidates can correct light and place. It stores and compares
/// nothing.</summary>
internal sealed class CameraGuide(VisionModels vision, InferenceSlots places)
{
    /// <summary>A face whose middle is farther from the middle of the picture than this share of it is off-centre.</summary>
    const float MostAside = 0.17f;

    /// <summary>A face usually sits a little above the middle of the picture.</summary>
    const float MostUpOrDown = 0.22f;

    /// <summary>Judges one picture.</summary>
    public async Task<CameraLook> LookAsync(byte[] jpeg, CancellationToken cancellation)
    {
        if (vision.ReferenceReader is not { } reader)
            return new CameraLook(CameraGuidance.VisionUnavailable, null);
        ReferenceReading reading;
        using (var place = await places.TakeForUploadAsync(cancellation).ConfigureAwait(false))
            reading = await Task.Run(() => reader.Judge(place, jpeg, PictureLimits.Frame), cancellation).ConfigureAwait(false);
        var guidance = Of(reading.Refusal);
        return new CameraLook(
            guidance is CameraGuidance.Good && reading.Where is { } box && IsAside(box) ? CameraGuidance.OffCentre : guidance,
            reading.Where
        );
    }

    static bool IsAside(Box box) =>
        Math.Abs(box.X + (box.Width / 2) - 0.5f) > MostAside || Math.Abs(box.Y + (box.Height / 2) - 0.5f) > MostUpOrDown;

    static CameraGuidance Of(ReferenceRefusal? refusal) =>
        refusal switch
        {
            null => CameraGuidance.Good,
            ReferenceRefusal.NoFace => CameraGuidance.NoFace,
            ReferenceRefusal.SeveralFaces => CameraGuidance.SeveralFaces,
            ReferenceRefusal.TooSmall => CameraGuidance.TooSmall,
            ReferenceRefusal.TurnedAway => CameraGuidance.TurnedAway,
            ReferenceRefusal.AtTheEdge => CameraGuidance.AtTheEdge,
            ReferenceRefusal.TooBlurred => CameraGuidance.TooBlurred,
            ReferenceRefusal.TooDark => CameraGuidance.TooDark,
            ReferenceRefusal.Blocked => CameraGuidance.Blocked,
            ReferenceRefusal.Masked => CameraGuidance.Masked,
            ReferenceRefusal.DarkGlasses => CameraGuidance.DarkGlasses,
            _ => CameraGuidance.Unreadable,
        };
}

/// <summary>What a picture shows, for guidance.</summary>
/// <param name="Guidance">Good, or what to correct first.</param>
/// <param name="Where">The box of the face, as shares of the picture; null without exactly one face.</param>
public sealed record CameraLook(CameraGuidance Guidance, Box? Where);

/// <summary>The first thing to correct in a candidate's picture.</summary>
public enum CameraGuidance
{
    Good,
    NoFace,
    SeveralFaces,
    TooSmall,
    AtTheEdge,
    OffCentre,
    TurnedAway,
    TooBlurred,
    TooDark,
    Blocked,

    /// <summary>A mask or a scarf covers the mouth.</summary>
    Masked,

    /// <summary>Dark glasses cover the eyes.</summary>
    DarkGlasses,

    /// <summary>Not a picture that the server reads.</summary>
    Unreadable,

    /// <summary>The models are not loaded.</summary>
    VisionUnavailable,
}
